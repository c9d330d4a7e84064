import HAL
import LinuxHAL
import Testing

@Suite struct LinuxClockTests {
  @Test func monotonicClockNeverStepsBack() {
    let clock = LinuxMonotonicClock()
    var last = clock.nowNanoseconds()
    for _ in 0..<10_000 {
      let now = clock.nowNanoseconds()
      #expect(now >= last)
      last = now
    }
  }

  @Test("A time before the earliest that can be true counts as not set")
  func unsetClock() {
    #expect(LinuxWallClock(earliestUTCSeconds: Int64.max / 2).read() == nil)
    #expect(LinuxWallClock(earliestUTCSeconds: 0).read() != nil)
  }

  @Test(
    "A clock that does not exist or tells nothing of its battery makes no claim",
    arguments: ["/dev/rtcNOPE99", "/dev/null"])
  func unknownBattery(_ path: String) { #expect(RealTimeClockBattery(path: path).isLow() == nil) }

  @Test("A port that does not exist is told apart")
  func missingPort() {
    var kind: SerialPortError.Kind?
    do throws(SerialPortError) {
      _ = try LinuxSerialPort(path: "/dev/ttyNOPE99", settings: SerialSettings(baud: 9600))
    } catch { kind = error.kind }
    #expect(kind == .notFound)
  }

  @Test("A GPIO chip that does not exist is told apart and explained")
  func missingChip() {
    let line = GPIOLine(chip: "no-such-chip", line: "4", isActiveLow: true, bias: .pullUp)
    #expect(throws: GPIOLineError.self) { try GPIOPulseInput([line], consumer: "test") }
    do { _ = try GPIOPulseInput.resolve(line) } catch { #expect("\(error)".contains("meter doctor")) }
  }
}
