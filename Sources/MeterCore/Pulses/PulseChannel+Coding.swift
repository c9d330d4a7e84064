/// Bytes of a channel in the state record: see docs/storage.md.
extension PulseChannel {
  func encode(into slot: inout MutableRawSpan, at base: Int) {
    slot.write(register.energy.microwattHours, at: base)
    slot.write(pulses, at: base + 8)
    slot.write(periodStartEnergy.microwattHours, at: base + 16)
    slot.write(periodStartPulses, at: base + 24)
    slot.write(aheadEnergy.microwattHours, at: base + 32)
    slot.write(weight.numerator, at: base + 40)
    slot.write(weight.denominator, at: base + 48)
    slot.write(register.rest, at: base + 52)
    slot.write(aheadPulses, at: base + 56)
    slot.write(counters.rejected, at: base + 60)
    slot.write(counters.suspect, at: base + 64)
    slot.write(counters.lostEdges, at: base + 68)
    slot.write(counters.mergedEdges, at: base + 72)
    slot.write(counters.late, at: base + 76)
    slot.write(lastSequence, at: base + 80)
    slot.write(configuration.quantity.rawValue, at: base + 84)
    slot.write(configuration.element, at: base + 85)
    var bits: UInt8 = filter != nil ? 1 : 0
    if filter?.isActive == true { bits |= 2 }
    if filter?.isRawActive == true { bits |= 4 }
    if activeSince != nil { bits |= 8 }
    if interval.lastPulse != nil { bits |= 16 }
    slot.write(bits, at: base + 86)
    slot.write(UInt8(0), at: base + 87)
    slot.write(filter?.integrator ?? 0, at: base + 88)
    slot.write(filter?.lastTick.nanoseconds ?? 0, at: base + 96)
    slot.write(filter?.runStart.nanoseconds ?? 0, at: base + 104)
    slot.write(activeSince?.nanoseconds ?? 0, at: base + 112)
    slot.write(interval.lastPulse?.nanoseconds ?? 0, at: base + 120)
    slot.write(interval.intervalNanoseconds, at: base + 128)
    slot.write(configuration.rules.filterNanoseconds, at: base + 136)
    slot.write(counters.edges, at: base + 144)
    slot.write(maximumDemand.energy.microwattHours, at: base + 152)
    slot.write(maximumDemand.endSeconds, at: base + 160)
    slot.write(maximumDemand.resets, at: base + 164)
    slot.write(UInt16(0), at: base + 166)
  }

  /// True when the bytes at `base` make a channel.
  static func isDecodable(_ slot: borrowing MutableRawSpan, at base: Int) -> Bool {
    Quantity(rawValue: slot.readUInt8(at: base + 84)) != nil
      && EnergyRatio(numerator: slot.readInt64(at: base + 40), denominator: slot.readUInt32(at: base + 48))
        != nil
  }

  /// Decodes a channel. With `configuration`, the meter's set-up wins, with its error `compensation`, and the carried
  /// rest is converted to its denominator; without, the stored weight is used.
  init?(
    decoding slot: borrowing MutableRawSpan, at base: Int, as configuration: PulseChannelConfiguration?,
    compensation: Int32
  ) {
    let denominator = slot.readUInt32(at: base + 48)
    guard let quantity = Quantity(rawValue: slot.readUInt8(at: base + 84)),
      let stored = EnergyRatio(numerator: slot.readInt64(at: base + 40), denominator: denominator)
    else { return nil }
    var rules = PulseRules.pulseOutput
    rules.filterNanoseconds = slot.readInt64(at: base + 136)
    self.init(
      configuration
        ?? PulseChannelConfiguration(
          quantity: quantity, element: slot.readUInt8(at: base + 85), pulseEnergy: stored, rules: rules))
    register = EnergyAccumulator(
      energy: Energy(microwattHours: slot.readInt64(at: base)), rest: slot.readUInt32(at: base + 52))
    if let configuration {
      weight = stored
      weigh(configuration.pulseEnergy.compensated(compensation) ?? configuration.pulseEnergy)
    }
    pulses = slot.readUInt64(at: base + 8)
    periodStartEnergy = Energy(microwattHours: slot.readInt64(at: base + 16))
    periodStartPulses = slot.readUInt64(at: base + 24)
    aheadEnergy = Energy(microwattHours: slot.readInt64(at: base + 32))
    aheadPulses = slot.readUInt32(at: base + 56)
    counters.edges = slot.readUInt64(at: base + 144)
    counters.rejected = slot.readUInt32(at: base + 60)
    counters.suspect = slot.readUInt32(at: base + 64)
    counters.lostEdges = slot.readUInt32(at: base + 68)
    counters.mergedEdges = slot.readUInt32(at: base + 72)
    counters.late = slot.readUInt32(at: base + 76)
    lastSequence = slot.readUInt32(at: base + 80)
    wasReconfigured = configuration != nil && stored != weight
    meaningDiffers =
      quantity != self.configuration.quantity
      || slot.readUInt8(at: base + 85) != self.configuration.element
    maximumDemand = MaximumDemand(
      energy: Energy(microwattHours: slot.readInt64(at: base + 152)),
      endSeconds: slot.readUInt32(at: base + 160), resets: slot.readUInt16(at: base + 164))
    let bits = slot.readUInt8(at: base + 86)
    if bits & 1 != 0 {
      filter = PulseFilter(
        thresholdNanoseconds: self.configuration.rules.filterNanoseconds, isActive: bits & 2 != 0,
        isRawActive: bits & 4 != 0, integrator: slot.readInt64(at: base + 88),
        lastTick: Tick(nanoseconds: slot.readInt64(at: base + 96)),
        runStart: Tick(nanoseconds: slot.readInt64(at: base + 104)))
    }
    activeSince = bits & 8 != 0 ? Tick(nanoseconds: slot.readInt64(at: base + 112)) : nil
    interval = PulsePower(
      lastPulse: bits & 16 != 0 ? Tick(nanoseconds: slot.readInt64(at: base + 120)) : nil,
      intervalNanoseconds: slot.readInt64(at: base + 128))
  }
}
