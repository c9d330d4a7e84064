/// One reading of another device's cumulative register, at the instant it stood there.
///
/// Readings of a meter may come irregularly, twice, out of order or days late. An *interval* value (energy since
/// the last one) is not a register reading: its source adds it up first.
public struct RegisterReading: Equatable, Sendable, BitwiseCopyable {
  /// Index of the virtual meter it belongs to (one register of one connector); 0 for a meter on its own.
  public var meter: UInt32
  /// UTC of the reading. Kept to the millisecond (rounded down).
  public var instant: Instant
  /// The register as it stood, in µWh, before any roll-over or reset is undone. Never negative.
  public var register: Energy
  /// Why it was taken.
  public var context: ReadingContext
  /// Doubt about it, and whether it was replayed.
  public var quality: ReadingQuality
  /// The source's sequence number (OCPP 2 `seqNo` + 1), 0 where there is none. Kept for the raw log.
  public var sequence: UInt32

  /// Creates a reading.
  public init(
    meter: UInt32 = 0, instant: Instant, register: Energy, context: ReadingContext = .other,
    quality: ReadingQuality = [], sequence: UInt32 = 0
  ) {
    self.meter = meter
    self.instant = instant
    self.register = register
    self.context = context
    self.quality = quality
    self.sequence = sequence
  }
}
