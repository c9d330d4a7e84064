/// Doubt about one reading or load event, as its source knows it. Empty means none.
public struct ReadingQuality: OptionSet, Equatable, Sendable, BitwiseCopyable {
  public let rawValue: UInt8

  /// Creates a set from its raw bits; only the low four are kept in storage.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The source's clock was not synchronised, or its offset is beyond the limit.
  public static let clockUnsynchronised = ReadingQuality(rawValue: 1 << 0)
  /// The value is an estimate of the source.
  public static let estimated = ReadingQuality(rawValue: 1 << 1)
  /// The source marked the value as doubtful (for example a wrong signature).
  public static let doubtful = ReadingQuality(rawValue: 1 << 2)
  /// Delivered after its time: kept by the source while it was offline and replayed.
  public static let replayed = ReadingQuality(rawValue: 1 << 3)
}
