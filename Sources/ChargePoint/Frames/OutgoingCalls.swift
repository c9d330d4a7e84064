/// The CALLs of one direction: one outstanding at a time, the others wait, each with its deadline.
///
/// OCPP-J demands it: "a party should not send a CALL message to the other party unless all the CALL
/// messages it sent before have been responded to or have timed out". Time is injected; nothing is sent here.
public struct OutgoingCalls<Ticket: Sendable>: Sendable {
  /// A CALL to be written now.
  public struct Departure: Sendable {
    public var id: String
    public var action: String
    public var payload: JSONValue
    /// Monotonic time after which the call counts as lost.
    public var deadlineNanoseconds: Int64

    /// The frame to write.
    public var frame: OCPPFrame { .call(id: id, action: action, payload: payload) }
  }

  private struct Waiting: Sendable {
    var action: String
    var payload: JSONValue
    var ticket: Ticket
  }

  private var waiting: [Waiting] = []
  private var outstanding: (departure: Departure, ticket: Ticket)?
  private var nextNumber: UInt64
  private let prefix: String
  private let timeoutNanoseconds: Int64
  /// Most calls that may wait.
  private let capacity: Int
  /// Ids that timed out lately: their late answers are told from invented ones.
  private var expired: [String] = []

  /// Answers to nothing: duplicates, inventions, ids of another connection.
  public private(set) var unmatchedAnswers = 0
  /// Answers that came after the deadline.
  public private(set) var lateAnswers = 0

  /// Creates the queue; ids are `prefix` and a number, unique for one connection.
  public init(prefix: String, timeoutNanoseconds: Int64, capacity: Int = 32) {
    self.prefix = prefix
    self.timeoutNanoseconds = timeoutNanoseconds
    self.capacity = capacity
    nextNumber = 1
  }

  /// Calls not yet answered, the outstanding one included.
  public var count: Int { waiting.count + (outstanding == nil ? 0 : 1) }

  /// Queues a call; false when too many wait already.
  public mutating func submit(action: String, payload: JSONValue, ticket: Ticket) -> Bool {
    guard waiting.count < capacity else { return false }
    waiting.append(Waiting(action: action, payload: payload, ticket: ticket))
    return true
  }

  /// The next call to write, when none is outstanding.
  public mutating func depart(nowNanoseconds: Int64) -> Departure? {
    guard outstanding == nil, !waiting.isEmpty else { return nil }
    let next = waiting.removeFirst()
    let departure = Departure(
      id: prefix + String(nextNumber), action: next.action, payload: next.payload,
      deadlineNanoseconds: nowNanoseconds + timeoutNanoseconds)
    nextNumber += 1
    outstanding = (departure, next.ticket)
    return departure
  }

  /// Takes an answer: the call it belongs to, nil (counted) when it belongs to none.
  public mutating func answered(id: String) -> (departure: Departure, ticket: Ticket)? {
    if let call = outstanding, call.departure.id == id {
      outstanding = nil
      return call
    }
    if let index = expired.firstIndex(of: id) {
      expired.remove(at: index)
      lateAnswers += 1
    } else {
      unmatchedAnswers += 1
    }
    return nil
  }

  /// The outstanding call when its deadline has passed.
  public mutating func expire(nowNanoseconds: Int64) -> (departure: Departure, ticket: Ticket)? {
    guard let call = outstanding, call.departure.deadlineNanoseconds <= nowNanoseconds else { return nil }
    outstanding = nil
    expired.append(call.departure.id)
    if expired.count > 8 { expired.removeFirst() }
    return call
  }

  /// Ends all: the connection is gone.
  public mutating func abandon() -> [Ticket] {
    let tickets = (outstanding.map { [$0.ticket] } ?? []) + waiting.map(\.ticket)
    outstanding = nil
    waiting = []
    return tickets
  }
}
