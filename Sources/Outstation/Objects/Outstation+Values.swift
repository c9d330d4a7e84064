import COSEM

extension Outstation where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
  /// Writes an attribute of a register.
  @inline(never)
  mutating func writeRegister(
    _ index: Int, _ attribute: Int8, now: Int64, _ writer: inout OctetWriter, _ octets: inout MutableRawSpan
  ) throws(AccessResult) {
    let description = meter.register(at: index)
    if attribute == description.kind.scalerAttribute {
      writer.structure(2, &octets)
      writer.int8(description.scaler, &octets)
      writer.enumeration(description.unit, &octets)
      return
    }
    guard let value = meter.registerValue(at: index, now: now) else { throw .temporaryFailure }
    let captured = COSEMDateTime(
      utcSeconds: value.capturedSeconds, isLocal: personality.hasDaylightSaving)
    switch (description.kind, attribute) {
    case (_, 2): description.type.write(value.value, &writer, &octets)
    case (.extended, 4), (.demand, 5): writer.uint8(value.status, &octets)
    case (.extended, 5), (.demand, 6):
      writer.dateTime(value.capturedSeconds == 0 ? .unspecified : captured, &octets)
    case (.demand, 3): description.type.write(value.last, &writer, &octets)
    case (.demand, 7):
      let period = Int64(demandPeriod())
      let time = meter.time(now: now).seconds
      writer.dateTime(
        COSEMDateTime(utcSeconds: time - time % period, isLocal: personality.hasDaylightSaving), &octets)
    case (.demand, 8): writer.uint32(demandPeriod(), &octets)
    case (.demand, 9): writer.uint16(1, &octets)
    default: throw .objectUnavailable
    }
  }

  /// Averaging time of demands: the period of the first profile.
  private mutating func demandPeriod() -> UInt32 {
    let period = meter.profileCount > 0 ? meter.profile(at: 0).periodSeconds : 0
    return period > 0 ? period : 1800
  }

  /// Writes an attribute of a profile, but for its buffer and columns, which are streamed.
  @inline(never)
  mutating func writeProfile(
    _ index: Int, _ attribute: Int8, _ writer: inout OctetWriter, _ octets: inout MutableRawSpan
  ) throws(AccessResult) {
    let description = meter.profile(at: index)
    switch attribute {
    case 4: writer.uint32(description.periodSeconds, &octets)
    case 5: writer.enumeration(personality.isNewestFirst ? 2 : 1, &octets)
    case 6: writeColumn(meter.column(0, of: index), &writer, &octets)
    case 7: writer.uint32(UInt32(meter.rowIDs(of: index).count), &octets)
    case 8: writer.uint32(description.capacity, &octets)
    default: throw .objectUnavailable
    }
  }

  /// Writes a capture object definition.
  @inline(never)
  mutating func writeColumn(
    _ column: ColumnDescription, _ writer: inout OctetWriter, _ octets: inout MutableRawSpan
  ) {
    writer.structure(4, &octets)
    writer.uint16(column.source.classID, &octets)
    writer.logicalName(column.source.name, &octets)
    writer.int8(column.source.attribute, &octets)
    writer.uint16(0, &octets)
  }

  func octetString(_ text: ShortText, _ writer: inout OctetWriter, _ octets: inout MutableRawSpan) {
    writer.octetString(text.characters.span.bytes.extracting(0..<Int(text.count)), &octets)
  }

  func visibleString(_ text: ShortText, _ writer: inout OctetWriter, _ octets: inout MutableRawSpan) {
    writer.visibleString(text.characters.span.bytes.extracting(0..<Int(text.count)), &octets)
  }
}
