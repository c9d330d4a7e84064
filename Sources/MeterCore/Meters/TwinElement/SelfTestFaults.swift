/// Faults a self-test can find, with their published codes.
public struct SelfTestFaults: OptionSet, Equatable, Sendable, BitwiseCopyable {
  public let rawValue: UInt16

  /// Creates a set from its raw bits.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// 81AC
  public static let measurement = SelfTestFaults(rawValue: 1 << 0)
  /// 81AD
  public static let metrologyFirmware = SelfTestFaults(rawValue: 1 << 1)
  /// 81AE
  public static let nonVolatileMemory = SelfTestFaults(rawValue: 1 << 2)
  /// 81AF
  public static let programExecution = SelfTestFaults(rawValue: 1 << 3)
  /// 81B0
  public static let programStorage = SelfTestFaults(rawValue: 1 << 4)
  /// 81B1
  public static let memory = SelfTestFaults(rawValue: 1 << 5)
  /// 81B2
  public static let unexpectedReset = SelfTestFaults(rawValue: 1 << 6)
  /// 81B3
  public static let watchdog = SelfTestFaults(rawValue: 1 << 7)
  /// 8F1B
  public static let firmwareAtPowerOn = SelfTestFaults(rawValue: 1 << 8)
  /// 8F1C
  public static let firmware = SelfTestFaults(rawValue: 1 << 9)

  static var count: Int { 10 }

  /// The published code of a fault.
  public static func code(ofBit bit: Int) -> UInt16 {
    switch bit {
    case 0...7: 0x81AC + UInt16(bit)
    case 8: 0x8F1B
    default: 0x8F1C
    }
  }
}
