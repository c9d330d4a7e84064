/// Appends octets, big-endian integers and length-prefixed fields.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func octet(_ value: UInt8) { bytes.append(value) }
  mutating func octets(_ values: [UInt8]) { bytes.append(contentsOf: values) }

  mutating func integer<Value: FixedWidthInteger>(_ value: Value) {
    for shift in stride(from: Value.bitWidth - 8, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> Value(shift)))
    }
  }

  /// A length in its shortest A-XDR form.
  mutating func length(_ count: Int) {
    if count < 0x80 { return octet(UInt8(count)) }
    var octets: [UInt8] = []
    var rest = count
    while rest > 0 {
      octets.insert(UInt8(rest & 0xFF), at: 0)
      rest >>= 8
    }
    octet(0x80 | UInt8(octets.count))
    self.octets(octets)
  }

  mutating func field(_ values: [UInt8]) {
    length(values.count)
    octets(values)
  }
}
