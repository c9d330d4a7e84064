/// A change of load: from `instant` on the device takes `power`, until its next event.
///
/// The same power again is a sign of life: it confirms the time up to it.
public struct LoadEvent: Equatable, Sendable, BitwiseCopyable {
  /// Index of the virtual meter it belongs to; 0 for a meter on its own.
  public var meter: UInt32
  /// UTC of the change. Kept to the millisecond (rounded down).
  public var instant: Instant
  /// Power from then on, in mW. Never negative.
  public var power: Power
  /// Doubt about it, and whether it was replayed.
  public var quality: ReadingQuality

  /// Creates an event.
  public init(meter: UInt32 = 0, instant: Instant, power: Power, quality: ReadingQuality = []) {
    self.meter = meter
    self.instant = instant
    self.power = power
    self.quality = quality
  }
}
