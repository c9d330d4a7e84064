import COSEM
import HAL

/// The record of the settings: version, then the fields in the order below, big-endian.
extension OutstationSettings {
  /// Octets of the record.
  public static var recordOctets: Int { 160 }

  /// Writes the record into the front of `octets`.
  public func encode(into octets: inout MutableRawSpan) {
    var writer = OctetWriter()
    writer.put(1, &octets)
    for level in 0..<4 {
      writer.put(passwords[level].count, &octets)
      for index in 0..<12 { writer.put(passwords[level].octets[index], &octets) }
    }
    for index in 0..<16 { writer.put(encryptionKey.octets[index], &octets) }
    for index in 0..<16 { writer.put(authenticationKey.octets[index], &octets) }
    for index in 0..<8 { writer.put(title.octets[index], &octets) }
    writer.put((hasKeys ? 1 : 0) | (hasReceived ? 4 : 0), &octets)
    writer.put(policy, &octets)
    writer.put32(sendCounter, &octets)
    writer.put32(receiveCounter, &octets)
    writer.put32(currentRatio.numerator, &octets)
    writer.put32(currentRatio.denominator, &octets)
    writer.put32(voltageRatio.numerator, &octets)
    writer.put32(voltageRatio.denominator, &octets)
    // Once a compensation; the meter keeps it now.
    writer.put32(0, &octets)
    writer.put32(demandResets, &octets)
    writer.put64(credentialsMark, &octets)
    while writer.position < Self.recordOctets { writer.put(0, &octets) }
  }

  /// Reads a record; nil where its version is unknown or it ends early.
  public init?(decoding octets: RawSpan) {
    self.init()
    var reader = OctetReader(octets)
    do throws(CodecError) {
      guard try reader.uint8(octets) == 1 else { return nil }
      for level in 0..<4 {
        let count = try reader.uint8(octets)
        let range = try reader.take(12)
        passwords[level] =
          Password(octets.extracting(range.lowerBound..<(range.lowerBound + min(Int(count), 12)))) ?? .none
      }
      guard let encryption = Key128(octets.extracting(try reader.take(16))),
        let authentication = Key128(octets.extracting(try reader.take(16))),
        let title = SystemTitle(octets, try reader.take(8))
      else { return nil }
      encryptionKey = encryption
      authenticationKey = authentication
      self.title = title
      let bits = try reader.uint8(octets)
      hasKeys = bits & 1 != 0
      hasReceived = bits & 4 != 0
      policy = try reader.uint8(octets)
      sendCounter = try reader.uint32(octets)
      receiveCounter = try reader.uint32(octets)
      currentRatio = Ratio(try reader.uint32(octets), try reader.uint32(octets))
      voltageRatio = Ratio(try reader.uint32(octets), try reader.uint32(octets))
      _ = try reader.uint32(octets)
      demandResets = try reader.uint32(octets)
      credentialsMark = try reader.uint64(octets)
    } catch { return nil }
  }
}
