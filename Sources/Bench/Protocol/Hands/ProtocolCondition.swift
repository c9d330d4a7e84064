/// A condition that somebody makes at a meter.
public enum ProtocolCondition: Equatable, Sendable {
  /// A phase without voltage: 1 to 3.
  case phase(Int)
  /// The outstation without supply.
  case supply
  /// A low battery.
  case battery
  /// A reset other than by supply failure.
  case reset
  /// A phase that runs backwards.
  case reverse

  /// What to do, in words.
  public var action: String {
    switch self {
    case .phase(let number): "remove the voltage of phase L\(number)"
    case .supply: "switch the supply of the outstation off"
    case .battery: "simulate a low battery"
    case .reset: "force a reset of the outstation, not by its supply"
    case .reverse: "reverse the current of one phase"
    }
  }

  /// How to end it, in words.
  public var ending: String {
    switch self {
    case .phase(let number): "bring the voltage of phase L\(number) back"
    case .supply: "switch the supply of the outstation on"
    case .battery: "put the battery right"
    case .reset: "nothing, where the reset is over"
    case .reverse: "put the current right"
    }
  }
}

/// What somebody answers who was asked for something.
public enum ProtocolAnswer: Equatable, Sendable {
  /// It is done.
  case done
  /// It cannot be done, and why.
  case cannot(String)
  /// The run is to pause.
  case pause
}

/// Who makes conditions during a protocol test: a simulator, or a person who is asked.
public protocol ProtocolHands: AnyObject {
  /// Who it is, for the report.
  var name: String { get }
  /// Begins a condition; there are `secondsLeft` of the present period.
  func begin(_ condition: ProtocolCondition, secondsLeft: Int64) -> ProtocolAnswer
  /// Ends it.
  func end(_ condition: ProtocolCondition, secondsLeft: Int64) -> ProtocolAnswer
  /// Makes sure that no condition holds, after a run that broke off in `step`.
  func clear(after step: String) -> ProtocolAnswer
  /// The CSV file of the manufacturer's software or a second client for whole days (UTC) between two times; nil for none.
  func exportFile(from: Int64, to: Int64) throws -> String?
}
