/// When a store may be created anew on mount.
public enum FormatPolicy: UInt8, Sendable {
  /// Never: a reader, or a service that must find its data.
  case never
  /// Only where no state was ever written (a new file).
  case whenUnused
  /// Also where the memory holds bytes but nothing valid (a new flash chip).
  case whenNothingValid
}
