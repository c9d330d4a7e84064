/// What both sides of an association can do: 24 bits, bit 0 leftmost.
public struct Conformance: OptionSet, Equatable, Sendable, BitwiseCopyable {
  public let rawValue: UInt32

  /// Creates a set from its raw bits; bit 0 of the standard is 0x800000.
  public init(rawValue: UInt32) { self.rawValue = rawValue & 0xFF_FFFF }

  private init(bit: UInt32) { rawValue = 0x80_0000 >> bit }

  public static let generalProtection = Conformance(bit: 1)
  public static let generalBlockTransfer = Conformance(bit: 2)
  public static let attribute0WithSet = Conformance(bit: 8)
  public static let priority = Conformance(bit: 9)
  public static let attribute0WithGet = Conformance(bit: 10)
  public static let blockTransferWithGet = Conformance(bit: 11)
  public static let blockTransferWithSet = Conformance(bit: 12)
  public static let blockTransferWithAction = Conformance(bit: 13)
  public static let multipleReferences = Conformance(bit: 14)
  public static let informationReport = Conformance(bit: 15)
  public static let dataNotification = Conformance(bit: 16)
  public static let access = Conformance(bit: 17)
  public static let get = Conformance(bit: 19)
  public static let set = Conformance(bit: 20)
  public static let selectiveAccess = Conformance(bit: 21)
  public static let eventNotification = Conformance(bit: 22)
  public static let action = Conformance(bit: 23)
}
