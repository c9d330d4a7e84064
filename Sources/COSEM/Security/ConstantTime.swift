/// Comparison whose time does not tell where two secrets differ.
public enum ConstantTime {
  /// True when both are equal; the time depends on the length of `candidate` only.
  public static func isEqual(_ candidate: RawSpan, _ secret: RawSpan) -> Bool {
    var difference: UInt8 = candidate.byteCount == secret.byteCount && secret.byteCount > 0 ? 0 : 1
    let count = secret.byteCount
    for offset in 0..<candidate.byteCount {
      let other: UInt8 = count > 0 ? secret.unsafeLoad(fromByteOffset: offset % count, as: UInt8.self) : 0
      difference |= candidate.unsafeLoad(fromByteOffset: offset, as: UInt8.self) ^ other
    }
    return difference == 0
  }
}
