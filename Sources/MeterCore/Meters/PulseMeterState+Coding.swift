/// Bytes of the state record: see docs/storage.md. Offsets are from the start of the slot.
extension PulseMeterState {
  // Mutating, though nothing changes: only then are the channels read where they are. A copy of all of them would take
  // a third of a small stack.
  mutating func encode(generation: UInt64, into slot: inout MutableRawSpan) {
    var base = SlotRing.headerBytes
    slot.write(generation, at: base)
    slot.write(clock.anchorTick.nanoseconds, at: base + 8)
    slot.write(clock.anchorInstant.nanoseconds, at: base + 16)
    slot.write(lastTick.nanoseconds, at: base + 24)
    slot.write(boot.high, at: base + 32)
    slot.write(boot.low, at: base + 40)
    slot.write(coveredFrom.nanoseconds, at: base + 48)
    slot.write(coveredNanoseconds, at: base + 56)
    slot.write(correctionNanoseconds, at: base + 64)
    slot.write(openPeriodSeconds ?? 0, at: base + 72)
    slot.write(openFlags.rawValue, at: base + 76)
    slot.write(channelCount, at: base + 78)
    slot.write(period.rawValue, at: base + 79)
    slot.write(clock.quality.rawValue, at: base + 80)
    var bits: UInt8 = openPeriodSeconds != nil ? 1 : 0
    if lastRow != nil { bits |= 2 }
    if isRefusingClock { bits |= 4 }
    if wasStopped { bits |= 8 }
    if clock.isProvisional { bits |= 16 }
    slot.write(bits, at: base + 81)
    for offset in 82..<Self.fixedBytes { slot.write(UInt8(0), at: base + offset) }
    slot.write(damagedSlotsLogged, at: base + 84)
    slot.write(calibrationRecord, at: base + 88)
    slot.write(calibrationHistory, at: base + 92)
    slot.write(UInt32(bitPattern: errorCompensation), at: base + 96)
    base += Self.fixedBytes
    for index in 0..<Int(channelCount) {
      channels[index].encode(into: &slot, at: base)
      base += Self.channelBytes
    }
    slot.write(lastRow?.id ?? 0, at: base)
    let row =
      lastRow
      ?? ProfileRow(
        periodStartSeconds: 0, period: period, flags: [], coveredSeconds: 0, channelCount: channelCount)
    row.encode(into: &slot, at: base + 4)
  }

  /// Decodes a record in place (a meter's state is large for a small stack); `configurations` nil takes the
  /// set-up that was stored (a reader).
  ///
  /// Returns false, and changes nothing, where the record holds more channels than fit or an unknown code.
  mutating func decode(
    _ slot: borrowing MutableRawSpan,
    configurations: InlineArray<ChannelCapacity, PulseChannelConfiguration>?,
    rules: ClockRules
  ) -> Bool {
    var base = SlotRing.headerBytes
    let channelCount = slot.readUInt8(at: base + 78)
    let compensation = Int32(bitPattern: slot.readUInt32(at: base + 96))
    guard channelCount >= 1, Int(channelCount) <= ChannelCapacity,
      let period = PeriodLength(rawValue: slot.readUInt8(at: base + 79)),
      let quality = ClockQuality(rawValue: slot.readUInt8(at: base + 80)),
      let first = PulseChannel(
        decoding: slot, at: base + Self.fixedBytes, as: configurations?[0], compensation: compensation)
    else { return false }
    for index in 0..<Int(channelCount)
    where !PulseChannel.isDecodable(slot, at: base + Self.fixedBytes + index * Self.channelBytes) {
      return false
    }
    self.channelCount = channelCount
    self.period = period
    for index in 0..<ChannelCapacity { channels[index] = first }
    clock = DisciplinedClock(
      rules: rules, quality: quality, anchorTick: Tick(nanoseconds: slot.readInt64(at: base + 8)),
      anchorInstant: Instant(nanoseconds: slot.readInt64(at: base + 16)))
    lastTick = Tick(nanoseconds: slot.readInt64(at: base + 24))
    boot = BootIdentity(high: slot.readUInt64(at: base + 32), low: slot.readUInt64(at: base + 40))
    coveredFrom = Tick(nanoseconds: slot.readInt64(at: base + 48))
    coveredNanoseconds = slot.readInt64(at: base + 56)
    correctionNanoseconds = slot.readInt64(at: base + 64)
    let bits = slot.readUInt8(at: base + 81)
    clock.isProvisional = bits & 16 != 0
    damagedSlotsLogged = slot.readUInt32(at: base + 84)
    calibrationRecord = slot.readUInt32(at: base + 88)
    calibrationHistory = slot.readUInt32(at: base + 92)
    errorCompensation = compensation
    openPeriodSeconds = bits & 1 != 0 ? slot.readUInt32(at: base + 72) : nil
    openFlags = PeriodFlags(rawValue: slot.readUInt16(at: base + 76))
    isRefusingClock = bits & 4 != 0
    wasStopped = bits & 8 != 0
    base += Self.fixedBytes
    for index in 0..<Int(channelCount) {
      if let channel = PulseChannel(
        decoding: slot, at: base, as: configurations?[index], compensation: compensation)
      {
        channels[index] = channel
      }
      base += Self.channelBytes
    }
    let id = slot.readUInt32(at: base)
    lastRow = bits & 2 != 0 ? ProfileRow(decoding: slot, at: base + 4, id: id) : nil
    return true
  }
}
