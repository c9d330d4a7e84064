import COSEM

extension Outstation where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
  /// Writes what comes before the rows of a profile: the head of an array, or that of a compact array. All types have
  /// contents of a fixed length, so the octets of all rows are known before the first is looked at.
  @inline(never)
  mutating func writeRowsHead(
    _ profile: Int, _ cursor: ResponseStream.Cursor, _ writer: inout OctetWriter,
    _ octets: inout MutableRawSpan
  ) {
    guard personality.compression == .compactArray else { return writer.array(cursor.left, &octets) }
    let count = meter.profile(at: profile).columnCount
    writer.put(DataTag.compactArray.rawValue, &octets)
    writer.structure(cursor.width(of: count), &octets)
    var row = 0
    for column in 0..<count where cursor.includes(column) {
      let type = meter.column(column, of: profile).type
      writer.put(type.tag, &octets)
      row += type.contentOctets
    }
    writer.length(cursor.left * row, &octets)
  }

  /// Writes the row loaded last.
  @inline(__always)
  mutating func writeRow(
    _ profile: Int, _ cursor: inout ResponseStream.Cursor, _ writer: inout OctetWriter,
    _ octets: inout MutableRawSpan
  ) {
    let count = meter.profile(at: profile).columnCount
    let isLocal = personality.hasDaylightSaving
    let isCompact = personality.compression == .compactArray
    if !isCompact { writer.structure(cursor.width(of: count), &octets) }
    for column in 0..<count where cursor.includes(column) {
      let type = meter.column(column, of: profile).type
      let value = meter.cell(column)
      if column == 0 && cursor.stepSeconds != 0 {
        let last = cursor.lastSeconds
        cursor.lastSeconds = value
        // Where local time has jumped between the two the client is not left to find out.
        if last != .min, value == last &+ cursor.stepSeconds,
          !isLocal || COSEMDateTime.isBritishSummer(value) == COSEMDateTime.isBritishSummer(last)
        {
          writer.null(&octets)
          continue
        }
      }
      if !isCompact { writer.put(type.tag, &octets) }
      type.writeContent(value, &writer, &octets, isLocal: isLocal)
    }
  }
}

extension ResponseStream.Cursor {
  /// True for a column that is asked for.
  @inline(__always)
  func includes(_ column: Int) -> Bool { isWholeRow || columns & (1 << UInt64(column)) != 0 }

  /// Columns asked for, of `count`.
  @inline(__always)
  func width(of count: Int) -> Int { isWholeRow ? count : columns.nonzeroBitCount }
}
