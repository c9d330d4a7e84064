import Testing

@testable import ChargePoint

@Suite struct FrameAllowanceTests {
  @Test func aBurstPassesAndThenTheRateHolds() {
    var allowance = FrameAllowance(framesPerSecond: 100, burst: 50)
    for _ in 0..<50 { #expect(allowance.take(nowNanoseconds: 1_000_000_000) == 0) }
    #expect(allowance.take(nowNanoseconds: 1_000_000_000) == 10_000_000)
    #expect(allowance.take(nowNanoseconds: 1_000_000_000) == 20_000_000)
    #expect(allowance.take(nowNanoseconds: 3_000_000_000) == 0)
  }

  /// Whoever waits as told gets no more than rate × time + burst through.
  @Test func noFlooderGetsMoreThanTheRate() {
    var allowance = FrameAllowance(framesPerSecond: 100, burst: 500)
    var now: Int64 = 0
    var frames = 0
    while now < 60_000_000_000 {
      now += allowance.take(nowNanoseconds: now)
      frames += 1
    }
    #expect((6000...6502).contains(frames))
  }
}
