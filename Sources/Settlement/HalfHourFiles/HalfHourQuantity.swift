/// A measured quantity as half-hour files name it.
public enum HalfHourQuantity: String, Equatable, Sendable {
  /// Active import. Active export is its own MPAN core with the same name.
  case active = "ACTIVE"
  /// Reactive import.
  case reactiveImport = "REACTIVE_IMP"
  /// Reactive export.
  case reactiveExport = "REACTIVE_EXP"
}
