import Testing

@testable import ChargePoint

@Suite struct OutgoingCallsTests {
  private func queue(_ count: Int, capacity: Int = 32) -> OutgoingCalls<Int> {
    var calls = OutgoingCalls<Int>(prefix: "p-", timeoutNanoseconds: 1000, capacity: capacity)
    for ticket in 0..<count { _ = calls.submit(action: "A\(ticket)", payload: [:], ticket: ticket) }
    return calls
  }

  @Test func oneIsOutstandingAtATimeAndOrderIsKept() {
    var calls = queue(3)
    var ids: Set<String> = []
    for ticket in 0..<3 {
      let departure = calls.depart(nowNanoseconds: 0)
      #expect(departure?.action == "A\(ticket)")
      #expect(calls.depart(nowNanoseconds: 0) == nil)
      ids.insert(departure?.id ?? "")
      #expect(calls.answered(id: departure?.id ?? "")?.ticket == ticket)
    }
    #expect(ids.count == 3)
    #expect(calls.count == 0)
  }

  @Test func answersOutOfOrderMatchNothing() {
    var calls = queue(2)
    let first = calls.depart(nowNanoseconds: 0)
    #expect(calls.answered(id: "p-2") == nil)
    #expect(calls.answered(id: "elsewhere") == nil)
    #expect(calls.unmatchedAnswers == 2)
    #expect(calls.answered(id: first?.id ?? "")?.ticket == 0)
    #expect(calls.answered(id: first?.id ?? "") == nil)
    #expect(calls.unmatchedAnswers == 3)
  }

  @Test func aCallTimesOutTheNextDepartsAndALateAnswerIsKnownAsLate() {
    var calls = queue(2)
    let first = calls.depart(nowNanoseconds: 500)
    #expect(calls.expire(nowNanoseconds: 1499) == nil)
    #expect(calls.expire(nowNanoseconds: 1500)?.ticket == 0)
    #expect(calls.depart(nowNanoseconds: 1500)?.action == "A1")
    #expect(calls.answered(id: first?.id ?? "") == nil)
    #expect(calls.lateAnswers == 1)
    #expect(calls.unmatchedAnswers == 0)
  }

  @Test func theQueueIsBounded() {
    var calls = queue(2, capacity: 2)
    let isTaken = calls.submit(action: "X", payload: [:], ticket: 9)
    #expect(!isTaken)
  }

  @Test func whatWaitsIsAbandonedWithTheConnection() {
    var calls = queue(3)
    _ = calls.depart(nowNanoseconds: 0)
    #expect(calls.abandon() == [0, 1, 2])
    #expect(calls.count == 0)
  }
}
