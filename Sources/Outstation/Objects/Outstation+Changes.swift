import COSEM

extension Outstation where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
  /// Writes an attribute that the client's level may write.
  @inline(never)
  mutating func write(
    _ object: ObjectReference, _ octets: RawSpan, _ data: Range<Int>, level: UInt8, client: UInt16,
    now: Int64
  ) -> AccessResult {
    var reader = OctetReader(data)
    guard let value = try? reader.value(octets) else { return .typeUnmatched }
    switch object {
    case .profile(let index):
      guard case .uint32(let seconds) = value, isPeriod(seconds) else {
        return .typeUnmatched
      }
      let result = meter.setPeriod(seconds: seconds, of: index, now: now)
      if result == .success { log(.configurationChanged, level, client, now) }
      return result
    case .fixed(.clock):
      guard let range = value.octets, range.count == 12,
        let seconds = COSEMDateTime(octets, at: range.lowerBound).utcSeconds
      else { return .typeUnmatched }
      let hundredths = octets.unsafeLoad(fromByteOffset: range.lowerBound + 8, as: UInt8.self)
      return setTime(seconds, hundredths < 100 ? hundredths : 0, level, client, now)
    case .fixed(.levelPassword):
      return setPassword(value, &reader, octets, level, client, now)
    case .fixed(.errorCompensation):
      guard case .int32(let compensation) = value else { return .typeUnmatched }
      return configure(level, client, now) { $0.errorCompensation = compensation }
    case .fixed(let kind):
      guard case .uint32(let number) = value, number > 0 else { return .typeUnmatched }
      return configure(level, client, now) { settings in
        switch kind {
        case .currentRatioNumerator: settings.currentRatio.numerator = number
        case .currentRatioDenominator: settings.currentRatio.denominator = number
        case .voltageRatioNumerator: settings.voltageRatio.numerator = number
        default: settings.voltageRatio.denominator = number
        }
      }
    case .register: return .readWriteDenied
    }
  }

  /// Calls a method that the client's level may call.
  @inline(never)
  mutating func call(
    _ object: ObjectReference, _ method: Int8, _ octets: RawSpan, _ data: Range<Int>?, level: UInt8,
    client: UInt16, now: Int64
  ) -> AccessResult {
    var value = DataValue.null
    if let data {
      var reader = OctetReader(data)
      guard let read = try? reader.value(octets) else { return .typeUnmatched }
      value = read
    }
    switch (object, method) {
    case (.fixed(.clock), 3):
      let seconds = meter.time(now: now).seconds
      return setTime((seconds + 30) / 60 * 60, 0, level, client, now)
    case (.fixed(.clock), 6):
      guard case .int16(let shift) = value, (-900...900).contains(shift) else { return .typeUnmatched }
      let time = meter.time(now: now)
      return setTime(time.seconds + Int64(shift), time.hundredths, level, client, now)
    case (.fixed(.resetScript), 1):
      guard value == .uint16(1) else { return .objectUndefined }
      let result = meter.resetDemand(now: now)
      guard result == .success else { return result }
      guard change({ $0.demandResets &+= 1 }) else { return .hardwareFault }
      log(.demandReset, level, client, now)
      return .success
    case (.fixed(.disconnectScript), 1):
      guard let script = value.integer, script == 1 || script == 2 else { return .objectUndefined }
      return configure(level, client, now) { $0.isConnected = script == 2 }
    case (.fixed(.disconnectControl), _):
      return configure(level, client, now) { $0.isConnected = method == 2 }
    case (.fixed(.currentAssociation), 1): return .otherReason
    default: return .objectUndefined
    }
  }

  private mutating func configure(
    _ level: UInt8, _ client: UInt16, _ now: Int64, _ body: (inout OutstationSettings) -> Void
  ) -> AccessResult {
    guard change(body) else { return .hardwareFault }
    log(.configurationChanged, level, client, now)
    return .success
  }

  private mutating func setTime(
    _ seconds: Int64, _ hundredths: UInt8, _ level: UInt8, _ client: UInt16, _ now: Int64
  ) -> AccessResult {
    let result = meter.setTime(seconds: seconds, hundredths: hundredths, now: now)
    if result == .success { log(.clockSet, level, client, now) }
    return result
  }

  /// A structure of level and new password. Level 3 sets those of levels 1 to 3, level 4 all.
  private mutating func setPassword(
    _ value: DataValue, _ reader: inout OctetReader, _ octets: RawSpan, _ level: UInt8, _ client: UInt16,
    _ now: Int64
  ) -> AccessResult {
    guard value == .structure(count: 2), let wanted = (try? reader.value(octets))?.integer,
      let range = (try? reader.value(octets))?.octets, (1...4).contains(wanted)
    else { return .typeUnmatched }
    guard wanted < 4 || level == 4 else { return .readWriteDenied }
    let lengths = Int(personality.shortestPassword)...Int(personality.longestPassword)
    guard lengths.contains(range.count) else { return .otherReason }
    var isAccepted = false
    let isKept = change {
      isAccepted = $0.setPassword(octets.extracting(range), level: Int(wanted), shortest: lengths.lowerBound)
    }
    guard isAccepted else { return .otherReason }
    guard isKept else { return .hardwareFault }
    log(.passwordChanged, UInt8(wanted), client, now)
    return .success
  }

  private mutating func log(_ kind: AccessEvent.Kind, _ level: UInt8, _ client: UInt16, _ now: Int64) {
    meter.log(AccessEvent(kind, level: level, client: client), now: now)
  }
}

/// Integration periods of the Codes of Practice (CP1527), in seconds.
private func isPeriod(_ seconds: UInt32) -> Bool {
  switch seconds {
  case 300, 600, 900, 1200, 1800: true
  default: false
  }
}
