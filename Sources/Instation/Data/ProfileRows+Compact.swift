import COSEM

extension ProfileRows {
  /// Takes the rows of a compact array whose tag has been read; those before an error are taken back, those before the
  /// end of a part stay.
  mutating func appendCompact(
    _ octets: [UInt8], _ reader: inout OctetReader, isPart: Bool, _ offset: Int
  ) throws(CodecError) -> Bool {
    let bytes = octets.span.bytes
    let array = try CompactArray(beginningAt: reader, bytes)
    let isWhole: Bool
    do throws(CodecError) {
      reader.position -= 1
      _ = try reader.value(bytes)
      isWhole = true
    } catch {
      guard isPart, error == .truncated else { throw error }
      isWhole = false
    }
    guard isPart || reader.isAtEnd else { throw .malformed }
    let before = (values.count, others.count)
    var sure = before
    var left = 0
    do throws(CodecError) {
      try array.forEach(bytes) { (value) throws(CodecError) in
        if case .structure(let cells) = value, left == 0 {
          guard cells == width else {
            strangeCells = cells
            throw .unsupported
          }
          left = cells
          return
        }
        guard left > 0 else { throw .malformed }
        switch value {
        case .structure, .array, .compactArray: throw .malformed
        default: break
        }
        left -= 1
        put(value, octets, bytes, offset)
        if left == 0 { sure = (values.count, others.count) }
      }
      guard left == 0 else { throw .malformed }
    } catch {
      guard isPart, !isWhole, error == .truncated else {
        takeBack(to: before)
        throw error
      }
      takeBack(to: sure)
    }
    return isWhole
  }
}
