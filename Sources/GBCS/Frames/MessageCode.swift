/// GBCS message code: which use case a frame belongs to.
public struct MessageCode: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let value: UInt16

  public init(_ value: UInt16) { self.value = value }

  /// Four hexadecimal digits, as the field writes it.
  public var description: String { Hex.text([UInt8(value >> 8), UInt8(value & 0xFF)]) }

  public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}
