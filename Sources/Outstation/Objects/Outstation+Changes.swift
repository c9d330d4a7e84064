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
    var event = AccessEvent(.configurationChanged, level: level, client: client)
    event.object = name(of: object)
    var result = AccessResult.readWriteDenied
    switch object {
    case .profile(let index):
      guard case .uint32(let seconds) = value, isPeriod(seconds) else { return .typeUnmatched }
      event.before = Int64(meter.profile(at: index).periodSeconds)
      event.after = Int64(seconds)
      result = meter.setPeriod(seconds: seconds, of: index, now: now)
    case .fixed(.clock):
      guard let range = value.octets, range.count == 12 else { return .typeUnmatched }
      let time = COSEMDateTime(octets, at: range.lowerBound)
      guard var seconds = time.utcSeconds else { return .typeUnmatched }
      if personality.hasDaylightSaving && time.deviationMinutes == -0x8000 {
        seconds = COSEMDateTime.utcSeconds(local: seconds, isLatest: time.status & 0x80 == 0)
      }
      return setTime(seconds, time.hundredths < 100 ? time.hundredths : 0, level, client, now)
    case .fixed(.levelPassword):
      return setPassword(value, &reader, octets, level, client, now)
    case .fixed(.errorCompensation):
      guard case .int32(let compensation) = value else { return .typeUnmatched }
      guard (-compensationLimit...compensationLimit).contains(compensation) else { return .otherReason }
      event.before = Int64(meter.errorCompensation)
      event.after = Int64(compensation)
      result = meter.setErrorCompensation(compensation, now: now)
    case .fixed(let kind):
      guard case .uint32(let number) = value, number > 0 else { return .typeUnmatched }
      event.after = Int64(number)
      result =
        change { settings in
          switch kind {
          case .currentRatioNumerator: Self.exchange(&settings.currentRatio.numerator, number, &event)
          case .currentRatioDenominator: Self.exchange(&settings.currentRatio.denominator, number, &event)
          case .voltageRatioNumerator: Self.exchange(&settings.voltageRatio.numerator, number, &event)
          default: Self.exchange(&settings.voltageRatio.denominator, number, &event)
          }
        } ? .success : .hardwareFault
    case .register: return .readWriteDenied
    }
    if result == .success { meter.log(event, now: now) }
    return result
  }

  private static func exchange(_ value: inout UInt32, _ new: UInt32, _ event: inout AccessEvent) {
    event.before = Int64(value)
    value = new
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
      var event = AccessEvent(.demandReset, level: level, client: client)
      event.object = ObjectKind.demandResets.name
      event.before = Int64(settings.demandResets &- 1)
      event.after = Int64(settings.demandResets)
      meter.log(event, now: now)
      return .success
    case (.fixed(.disconnectScript), 1):
      guard let script = value.integer, script == 1 || script == 2 else { return .objectUndefined }
      return setSupply(script == 2, level, client, now)
    case (.fixed(.disconnectControl), _): return setSupply(method == 2, level, client, now)
    case (.fixed(.currentAssociation), 1): return .otherReason
    default: return .objectUndefined
    }
  }

  private mutating func setSupply(
    _ isClosed: Bool, _ level: UInt8, _ client: UInt16, _ now: Int64
  ) -> AccessResult {
    var event = AccessEvent(.configurationChanged, level: level, client: client)
    event.object = ObjectKind.disconnectControl.name
    event.before = meter.isSupplyClosed ?? true ? 1 : 0
    event.after = isClosed ? 1 : 0
    let result = meter.setSupply(isClosed: isClosed, now: now)
    if result == .success { meter.log(event, now: now) }
    return result
  }

  private mutating func setTime(
    _ seconds: Int64, _ hundredths: UInt8, _ level: UInt8, _ client: UInt16, _ now: Int64
  ) -> AccessResult {
    var event = AccessEvent(.clockSet, level: level, client: client)
    event.object = ObjectKind.clock.name
    event.before = meter.time(now: now).seconds
    event.after = seconds
    let result = meter.setTime(seconds: seconds, hundredths: hundredths, now: now)
    if result == .success { meter.log(event, now: now) }
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
    var event = AccessEvent(.passwordChanged, level: UInt8(wanted), client: client)
    event.object = ObjectKind.levelPassword.name
    meter.log(event, now: now)
    return .success
  }
}

/// The largest compensation, 10 %: beyond any transformer's error, so a slip of the decimal point is refused. The limit is
/// ours.
private let compensationLimit: Int32 = 10_000

/// Integration periods of the Codes of Practice (CP1527), in seconds.
private func isPeriod(_ seconds: UInt32) -> Bool {
  switch seconds {
  case 300, 600, 900, 1200, 1800: true
  default: false
  }
}
