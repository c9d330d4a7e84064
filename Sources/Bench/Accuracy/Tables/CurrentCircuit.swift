/// How the meter's current circuits are connected.
public enum CurrentCircuit: String, CaseIterable, Sendable {
  /// Whole current; the reference current is Ib (IEC) or Iref = 10 Itr (EN 50470).
  case direct
  /// Through current transformers; the reference current is In = 20 Itr.
  case transformer = "ct"

  /// Name of the reference current.
  public var referenceName: String { self == .direct ? "Ib" : "In" }
}
