/// EUI-64 of a device or remote party: originator, recipient or supplementary party of a frame.
public struct EntityIdentifier: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let value: UInt64

  public init(_ value: UInt64) { self.value = value }

  /// Of 16 hexadecimal digits, separators allowed; nil otherwise.
  public init?(_ text: some StringProtocol) {
    guard let octets = Hex.octets(text), octets.count == 8 else { return nil }
    value = octets.reduce(0) { $0 << 8 | UInt64($1) }
  }

  public var octets: [UInt8] {
    var writer = ByteWriter()
    writer.integer(value)
    return writer.bytes
  }

  public var description: String { Hex.text(octets) }

  public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}
