/// A step of a run that is planned.
public struct BenchStep: Equatable, Sendable {
  /// Id, the same as its test's.
  public var id: String
  /// Title.
  public var title: String

  /// Names a step.
  public init(id: String, title: String) {
    self.id = id
    self.title = title
  }
}
