/// What stands between the customer and the data on the display: privacy PIN and change of tenancy.
public struct ConsumerAccess: Sendable, BitwiseCopyable {
  /// The PIN, 0 to 9999; 0xFFFF while protection is off.
  var pin: UInt16 = 0xFFFF
  /// Wrong attempts since the last right one.
  var failures: UInt8 = 0
  /// Tick up to which no PIN is taken; `Int64.min` for none.
  var lockedUntil = Int64.min
  /// Change of tenancy: the customer sees nothing older. Seconds UTC since 1970, 0 for none; may lie ahead.
  public internal(set) var tenancySeconds: UInt32 = 0

  /// True while protected items need the PIN.
  public var isProtected: Bool { pin != 0xFFFF }

  static var storedBytes: Int { 2 + 1 + 8 + 4 }

  mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    coder.field(&pin, &bytes)
    coder.field(&failures, &bytes)
    coder.field(&lockedUntil, &bytes)
    coder.field(&tenancySeconds, &bytes)
  }
}
