/// When a tariff takes over.
public enum TariffActivation: Equatable, Sendable, BitwiseCopyable {
  /// At once.
  case now
  /// At this UTC time; at once when it has passed.
  case at(Instant)
  /// Not until it is set again with a time.
  case never
}
