import COSEM

/// Rows of a profile, as they came: cells in one array, so that a long profile stays small.
public struct ProfileRows: Equatable, Sendable {
  /// What a cell holds.
  public enum Kind: UInt8, Sendable {
    /// An integer, in the value.
    case integer
    /// A time: UTC seconds in the value.
    case time
    /// A time of which not enough is specified.
    case unknownTime
    /// Nothing: null-data.
    case null
    /// A string or float; the value is its place in `others`.
    case other
  }

  /// Cells of a row.
  public let width: Int
  /// Values, row after row.
  public private(set) var values: [Int64] = []
  /// What the values are.
  public private(set) var kinds: [Kind] = []
  /// Strings and floats.
  public private(set) var others: [COSEMValue] = []
  /// The clock status octets seen, joined by "or" (0xFF means unspecified and is left out).
  public private(set) var clockStatus: UInt8 = 0
  /// The deviations from UTC seen, in minutes; nil stands for an unspecified one.
  public private(set) var deviations: Set<Int16> = []
  /// Rows.
  public var count: Int { width == 0 ? 0 : values.count / width }

  /// No rows of `width` cells.
  public init(width: Int) { self.width = width }

  /// Why rows are not taken.
  public enum Failure: Error, Equatable, Sendable {
    /// The octets are no array of structures.
    case malformed
    /// A row has another number of cells than the profile has columns.
    case width(row: Int, cells: Int)
  }

  /// Decodes a profile's buffer. With `isPart`, `octets` may end anywhere: the whole rows before the end are
  /// taken.
  ///
  /// - Parameter localOffsetMinutes: minutes to add to a time without deviation to get UTC.
  /// - Returns: false where the buffer is not complete.
  @discardableResult
  public mutating func append(
    buffer octets: [UInt8], isPart: Bool = false, localOffsetMinutes: Int = 0
  ) throws(Failure) -> Bool {
    let bytes = octets.span.bytes
    var reader = OctetReader(bytes)
    do throws(CodecError) {
      guard let tag = DataTag(rawValue: try reader.uint8(bytes)) else { throw .malformed }
      if tag == .compactArray {
        return try appendCompact(octets, &reader, isPart: isPart, localOffsetMinutes)
      }
      guard tag == .array else { throw .malformed }
      let total = try reader.length(bytes)
      values.reserveCapacity(values.count + min(total, 100_000) * width)
      kinds.reserveCapacity(values.capacity)
      for _ in 0..<total {
        let before = (values.count, others.count)
        do throws(CodecError) {
          try row(&reader, bytes, octets, localOffsetMinutes)
        } catch {
          takeBack(to: before)
          if isPart && error == .truncated { return false }
          throw error
        }
      }
      guard isPart || reader.isAtEnd else { throw .malformed }
      return true
    } catch {
      if error == .unsupported { throw .width(row: count, cells: strangeCells) }
      if isPart && error == .truncated { return false }
      throw .malformed
    }
  }

  /// Cells of the row that was not taken.
  var strangeCells = 0

  /// Forgets cells and strings beyond these counts.
  mutating func takeBack(to counts: (cells: Int, others: Int)) {
    values.removeLast(values.count - counts.cells)
    kinds.removeLast(kinds.count - counts.cells)
    others.removeLast(others.count - counts.others)
  }

  /// Takes one row; `unsupported` stands for another number of cells.
  @inline(__always)
  private mutating func row(
    _ reader: inout OctetReader, _ bytes: RawSpan, _ octets: [UInt8], _ offset: Int
  ) throws(CodecError) {
    guard try reader.uint8(bytes) == DataTag.structure.rawValue else { throw .malformed }
    let cells = try reader.length(bytes)
    guard cells == width else {
      strangeCells = cells
      throw .unsupported
    }
    for _ in 0..<cells { try cell(&reader, bytes, octets, offset) }
  }

  @inline(__always)
  private mutating func cell(
    _ reader: inout OctetReader, _ bytes: RawSpan, _ octets: [UInt8], _ offset: Int
  ) throws(CodecError) {
    switch try reader.peek(bytes) {
    case DataTag.uint32.rawValue:
      reader.position += 1
      put(Int64(try reader.uint32(bytes)), .integer)
    case DataTag.uint16.rawValue:
      reader.position += 1
      put(Int64(try reader.uint16(bytes)), .integer)
    case DataTag.null.rawValue:
      reader.position += 1
      put(0, .null)
    default:
      let start = reader.position
      let value = try reader.value(bytes)
      switch value {
      case .array, .structure, .compactArray:
        reader.position = start
        let range = try reader.skip(bytes)
        guard let whole = try? COSEMValue(Array(octets[range])) else { throw .malformed }
        putOther(whole)
      default: put(value, octets, bytes, offset)
      }
    }
  }

  mutating func put(_ value: DataValue, _ octets: [UInt8], _ bytes: RawSpan, _ offset: Int) {
    switch value {
    case .null, .dontCare: put(0, .null)
    case .octetString(let range) where range.count == 12: putTime(range, bytes, offset)
    case .dateTime(let range): putTime(range, bytes, offset)
    case .bitString(let bits, let range) where bits <= 56:
      // Bit 0 is the leftmost of the first octet.
      var number: Int64 = 0
      for bit in 0..<bits
      where octets[range.lowerBound + bit / 8] & (0x80 >> UInt8(bit % 8)) != 0 { number |= 1 << Int64(bit) }
      put(number, .integer)
    default:
      if let integer = value.integer {
        put(integer, .integer)
      } else {
        putOther(COSEMValue.simple(value, octets))
      }
    }
  }

  private mutating func putTime(_ range: Range<Int>, _ bytes: RawSpan, _ offset: Int) {
    let time = COSEMDateTime(bytes, at: range.lowerBound)
    if time.status != 0xFF { clockStatus |= time.status }
    deviations.insert(time.deviationMinutes)
    guard let seconds = time.utcSeconds else { return put(0, .unknownTime) }
    put(time.deviationMinutes == -0x8000 ? seconds + Int64(offset) * 60 : seconds, .time)
  }

  private mutating func putOther(_ value: COSEMValue) {
    put(Int64(others.count), .other)
    others.append(value)
  }

  @inline(__always)
  private mutating func put(_ value: Int64, _ kind: Kind) {
    values.append(value)
    kinds.append(kind)
  }

  /// The value of a cell.
  public func value(_ row: Int, _ column: Int) -> Int64 { values[row * width + column] }
  /// What a cell holds.
  public func kind(_ row: Int, _ column: Int) -> Kind { kinds[row * width + column] }
  /// A string or float of a cell.
  public func other(_ row: Int, _ column: Int) -> COSEMValue? {
    kind(row, column) == .other ? others[Int(value(row, column))] : nil
  }

  /// True where a cell of this column holds nothing.
  func leavesOut(column: Int) -> Bool { (0..<count).contains { kind($0, column) == .null } }

  /// Writes the times that a meter left out (null-data: one period on from the row before). False where the
  /// first row has none.
  mutating func fillTimes(column: Int, step: Int64) -> Bool {
    for row in 0..<count where kind(row, column) == .null {
      guard row > 0, kind(row - 1, column) == .time, step != 0 else { return false }
      values[row * width + column] = value(row - 1, column) + step
      kinds[row * width + column] = .time
    }
    return true
  }
}
