/// Bytes of a virtual meter's state; docs/cms.md gives them. Rules are not stored: they are the set-up.
extension VirtualMeter {
  private static var fixedBytes: Int { 136 }

  /// Bytes of the record.
  public static var storedBytes: Int { fixedBytes + 16 * (Points + Periods) }

  /// Writes the record at byte `base`.
  public func encode(into bytes: inout MutableRawSpan, at base: Int) {
    var at = base
    for offset in 0..<Self.storedBytes { bytes.write(UInt8(0), at: base + offset) }
    bytes.write(UInt16(count), at: at)
    bytes.write(UInt16(issuedCount), at: at + 2)
    bytes.write(UInt8((isHolding ? 1 : 0) | (hasForgotten ? 2 : 0)), at: at + 4)
    bytes.write(rules.input.rawValue, at: at + 5)
    bytes.write(rules.period.rawValue, at: at + 6)
    bytes.write(newestPeriod, at: at + 8)
    bytes.write(held.bits, at: at + 16)
    bytes.write(held.value, at: at + 24)
    encode(head, into: &bytes, at: at + 32)
    encode(tail, into: &bytes, at: at + 72)
    at += Self.fixedBytes
    for index in 0..<count {
      bytes.write(points[index].bits, at: at + 16 * index)
      bytes.write(points[index].value, at: at + 16 * index + 8)
    }
    at += 16 * Points
    for index in 0..<Periods {
      bytes.write(issued[index].energy, at: at + 16 * index)
      bytes.write(issued[index].restOfRegister, at: at + 16 * index + 8)
      bytes.write(issued[index].flags.rawValue, at: at + 16 * index + 12)
      bytes.write(issued[index].revision, at: at + 16 * index + 14)
    }
  }

  /// Reads the record at byte `base`; nil where it does not fit this meter or was made for another input or period.
  public init?(rules: VirtualMeterRules, decoding bytes: borrowing MutableRawSpan, at base: Int) {
    self.init(rules: rules)
    let count = Int(bytes.readUInt16(at: base))
    let issuedCount = Int(bytes.readUInt16(at: base + 2))
    guard count <= Points, issuedCount <= Periods, bytes.readUInt8(at: base + 5) == rules.input.rawValue,
      bytes.readUInt8(at: base + 6) == rules.period.rawValue
    else { return nil }
    self.count = count
    self.issuedCount = issuedCount
    isHolding = bytes.readUInt8(at: base + 4) & 1 != 0
    hasForgotten = bytes.readUInt8(at: base + 4) & 2 != 0
    newestPeriod = bytes.readInt64(at: base + 8)
    held = RegisterPoint(packed: bytes.readInt64(at: base + 16), value: bytes.readInt64(at: base + 24))
    head = Self.walk(bytes, at: base + 32)
    tail = Self.walk(bytes, at: base + 72)
    var at = base + Self.fixedBytes
    for index in 0..<count {
      points[index] = RegisterPoint(
        packed: bytes.readInt64(at: at + 16 * index), value: bytes.readInt64(at: at + 16 * index + 8))
    }
    at += 16 * Points
    for index in 0..<Periods {
      issued[index] = IssuedPeriod(
        energy: bytes.readInt64(at: at + 16 * index),
        restOfRegister: bytes.readUInt32(at: at + 16 * index + 8),
        flags: PeriodFlags(rawValue: bytes.readUInt16(at: at + 16 * index + 12)),
        revision: bytes.readUInt8(at: at + 16 * index + 14))
    }
  }

  private func encode(_ walk: PeriodWalk, into bytes: inout MutableRawSpan, at base: Int) {
    bytes.write(walk.energy, at: base)
    bytes.write(walk.rest, at: base + 8)
    bytes.write(walk.boundaryEnergy, at: base + 16)
    bytes.write(walk.startFlags.rawValue, at: base + 24)
    bytes.write(walk.openFlags.rawValue, at: base + 26)
  }

  private static func walk(_ bytes: borrowing MutableRawSpan, at base: Int) -> PeriodWalk {
    PeriodWalk(
      energy: bytes.readInt64(at: base), rest: bytes.readInt64(at: base + 8),
      boundaryEnergy: bytes.readInt64(at: base + 16),
      startFlags: PeriodFlags(rawValue: bytes.readUInt16(at: base + 24)),
      openFlags: PeriodFlags(rawValue: bytes.readUInt16(at: base + 26)))
  }
}
