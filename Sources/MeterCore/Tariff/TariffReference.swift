/// Where one part of a tariff stands in the store, as the state knows it: the active record, a passive one and
/// the time it takes over. The state's commit makes a swap, so it is whole or has not happened.
public struct TariffReference: Sendable, BitwiseCopyable {
  /// No time: the passive part waits for another command.
  public static var never: Int64 { Int64.max }

  /// Bank (0 to 2) and stamp of the active record; stamp 0 while there is none.
  var activeBank: UInt8 = 0
  var activeStamp: UInt32 = 0
  /// Bank and stamp of the passive record; stamp 0 while there is none.
  var passiveBank: UInt8 = 0
  var passiveStamp: UInt32 = 0
  /// When the passive record takes over: seconds UTC since 1970.
  public internal(set) var activationSeconds: Int64 = TariffReference.never

  /// True when a passive record waits.
  public var hasPassive: Bool { passiveStamp != 0 }

  /// A bank that neither the active nor the passive record uses.
  var freeBank: UInt8 {
    for bank in 0..<3 as Range<UInt8> {
      let isActive = activeStamp != 0 && bank == activeBank
      let isPassive = passiveStamp != 0 && bank == passiveBank
      if !isActive && !isPassive { return bank }
    }
    return 0
  }

  mutating func swap() {
    activeBank = passiveBank
    activeStamp = passiveStamp
    cancel()
  }

  mutating func cancel() {
    passiveStamp = 0
    activationSeconds = TariffReference.never
  }

  static var storedBytes: Int { 1 + 4 + 1 + 4 + 8 }

  mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    coder.field(&activeBank, &bytes)
    coder.field(&activeStamp, &bytes)
    coder.field(&passiveBank, &bytes)
    coder.field(&passiveStamp, &bytes)
    coder.field(&activationSeconds, &bytes)
  }
}
