/// A run as a witness sees it now.
public struct BenchSnapshot: Codable, Equatable, Sendable {
  /// Where a step is.
  public enum Phase: String, Codable, Sendable { case waiting, running, attention, done }

  /// One step.
  public struct Step: Codable, Equatable, Sendable {
    public var id: String
    public var title: String
    public var phase: Phase
    /// What is seen now, or is to be done.
    public var text: String
    /// Part done, 0...1.
    public var share: Double?
    /// What came of it.
    public var verdict: EvidenceVerdict?
    /// Its comparisons once it is done.
    public var checks: [EvidenceCheck]
  }

  /// Title of the run.
  public var title: String
  /// Facts about the run: meter, tester, start.
  public var facts: [[String]]
  /// Steps in order.
  public var steps: [Step] = []
  /// The last messages, newest last.
  public var messages: [String] = []
  /// What came of the whole; nil while it runs.
  public var verdict: EvidenceVerdict?
  /// Counts up with every change.
  public var revision = 0
}
