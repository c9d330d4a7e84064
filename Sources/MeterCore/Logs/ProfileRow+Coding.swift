/// Bytes of a row: see docs/storage.md.
extension ProfileRow {
  func encode(into slot: inout MutableRawSpan, at base: Int) {
    slot.write(periodStartSeconds, at: base)
    slot.write(flags.rawValue, at: base + 4)
    slot.write(coveredSeconds, at: base + 6)
    slot.write(period.rawValue, at: base + 8)
    slot.write(channelCount, at: base + 9)
    slot.write(UInt16(0), at: base + 10)
    for channel in 0..<Int(channelCount) {
      let offset = base + 12 + 20 * channel
      slot.write(values[channel].energy.microwattHours, at: offset)
      slot.write(values[channel].register.microwattHours, at: offset + 8)
      slot.write(values[channel].pulses, at: offset + 16)
    }
  }

  init?(decoding slot: borrowing MutableRawSpan, at base: Int, id: UInt32) {
    guard let period = PeriodLength(rawValue: slot.readUInt8(at: base + 8)) else { return nil }
    let channelCount = slot.readUInt8(at: base + 9)
    guard Int(channelCount) <= ChannelCapacity else { return nil }
    self.init(
      id: id, periodStartSeconds: slot.readUInt32(at: base), period: period,
      flags: PeriodFlags(rawValue: slot.readUInt16(at: base + 4)),
      coveredSeconds: slot.readUInt16(at: base + 6), channelCount: channelCount)
    for channel in 0..<Int(channelCount) {
      let offset = base + 12 + 20 * channel
      values[channel] = ProfileValue(
        energy: Energy(microwattHours: slot.readInt64(at: offset)),
        register: Energy(microwattHours: slot.readInt64(at: offset + 8)),
        pulses: slot.readUInt32(at: offset + 16))
    }
  }
}
