/// A test of the protocol approval script, as data.
public struct ProtocolStep: Codable, Equatable, Sendable {
  /// What kind of work it is.
  public enum Kind: String, Codable, Sendable {
    case collect, collectAgain, wrongPassword, rightPassword, clockWrong, clockSlow, clockFast, phases,
      supply,
      condition, dataChange
  }

  /// Id of the script: `DR1-1`.
  public var id: String
  /// Title of the script.
  public var title: String
  /// What kind of work it is.
  public var kind: Kind
  /// What is done. The titles are the script's, the wording of methods and expectations is this project's.
  public var method: String
  /// What is expected.
  public var expectation: String
  /// What a person does at the meter; empty for nothing.
  public var action: String
  /// How it is done without a person.
  public var automatic: String
  /// The flag that must show, by its name; nil for none.
  public var flag: String?
  /// Settlement periods that a person has for the action, and that it takes.
  public var windowPeriods: Int
  /// True where the equipment may lack what it tests ("where fitted").
  public var isWhereFitted: Bool
  /// Where it stands: sources as in docs/bench.md.
  public var source: String
}
