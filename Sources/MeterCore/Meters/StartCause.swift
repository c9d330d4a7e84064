/// Why the meter starts.
public enum StartCause: UInt8, Sendable {
  /// The supply came back, or the device was switched on.
  case supplyRestored
  /// A reset or restart while the supply was on.
  case restart
}
