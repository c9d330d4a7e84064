/// How a scan element is stored, as the kernel's `in_…_type` says: `[be|le]:[s|u]bits/storage[Xrepeat][>>shift]`.
public struct IIOElementType: Equatable, Sendable {
  /// True for big-endian storage.
  public var isBigEndian: Bool
  /// True for two's complement; an unsigned value has its zero at half its range.
  public var isSigned: Bool
  /// Bits that carry the value.
  public var bits: Int
  /// Bits of one stored value: 8, 16, 32 or 64.
  public var storageBits: Int
  /// Values the element holds.
  public var repeats: Int
  /// Bits dropped from below before the value is masked.
  public var shift: Int

  /// Reads `text`, with or without a line end; nil when it is no such type.
  public init?(parsing text: String) {
    var rest = Substring(text)
    while let last = rest.last, last.isNewline || last == " " { rest.removeLast() }
    func take(_ word: String) -> Bool {
      guard rest.hasPrefix(word) else { return false }
      rest.removeFirst(word.count)
      return true
    }
    func number() -> Int? {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest.removeFirst(digits.count)
      return digits.count <= 3 ? Int(digits) : nil
    }
    if take("be:") {
      isBigEndian = true
    } else {
      guard take("le:") else { return nil }
      isBigEndian = false
    }
    if take("s") {
      isSigned = true
    } else {
      guard take("u") else { return nil }
      isSigned = false
    }
    guard let bits = number(), take("/"), let storage = number() else { return nil }
    var repeats = 1
    if take("X") {
      guard let count = number() else { return nil }
      repeats = count
    }
    var shift = 0
    if take(">>") {
      guard let count = number() else { return nil }
      shift = count
    }
    guard rest.isEmpty, [8, 16, 32, 64].contains(storage), bits > 0, repeats > 0, bits + shift <= storage
    else { return nil }
    (self.bits, storageBits, self.repeats, self.shift) = (bits, storage, repeats, shift)
  }

  /// Bytes of the whole element; also the boundary it is aligned to.
  public var byteCount: Int { storageBits / 8 * repeats }

  /// The value at the front of `bytes`: sign-extended, or for unsigned elements as it is.
  public func value(_ bytes: UnsafeRawBufferPointer) -> Int64 {
    var word: UInt64 = 0
    let count = storageBits / 8
    for index in 0..<count {
      word = word << 8 | UInt64(bytes[isBigEndian ? index : count - 1 - index])
    }
    word >>= UInt64(shift)
    guard bits < 64 else { return Int64(bitPattern: word) }
    let spare = Int64(64 - bits)
    return isSigned
      ? Int64(bitPattern: word << UInt64(spare)) >> spare : Int64(bitPattern: word & (1 << UInt64(bits) - 1))
  }
}
