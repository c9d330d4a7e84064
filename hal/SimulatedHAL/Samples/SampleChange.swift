/// A change of size for a time: a sag, an interruption, a swell, a current step.
///
/// The size moves along a raised cosine of `edgeSeconds`, which keeps the signal band-limited; the edge lies
/// inside the change at both ends.
public struct SampleChange: Equatable, Sendable {
  /// What changes.
  public enum Quantity: String, Equatable, Sendable, CaseIterable { case voltage, current }

  /// Length of an edge in seconds.
  public static let edgeSeconds = 0.005

  /// What changes.
  public var quantity: Quantity
  /// Element from 0, nil for all.
  public var element: Int?
  /// Begin in seconds since index 0.
  public var startSeconds: Double
  /// Length in seconds; at least two edges. Infinite for a step that stays.
  public var durationSeconds: Double
  /// What remains, as a factor: 0 is an interruption, 0.4 a sag to 40 %, 1.2 a swell.
  public var factor: Double

  /// Creates a change.
  public init(
    _ quantity: Quantity, element: Int? = nil, startSeconds: Double, durationSeconds: Double, factor: Double
  ) {
    self.quantity = quantity
    self.element = element
    self.startSeconds = startSeconds
    self.durationSeconds = durationSeconds
    self.factor = factor
  }

  /// End in seconds since index 0.
  public var endSeconds: Double { startSeconds + durationSeconds }
}
