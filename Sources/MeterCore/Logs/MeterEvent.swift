/// One entry of the event log.
public struct MeterEvent: Equatable, Sendable, BitwiseCopyable {
  /// Entry id, never reused.
  public var id: UInt32
  /// UTC of the event; meaningless while `clockQuality` is `unset`.
  public var instant: Instant
  /// Trust in the stamp.
  public var clockQuality: ClockQuality
  /// What happened.
  public var code: MeterEventCode
  /// The channel concerned, 255 for the meter.
  public var channel: UInt8
  /// Detail, by code.
  public var value: Int64

  /// Creates an event.
  public init(
    id: UInt32 = 0, instant: Instant, clockQuality: ClockQuality, code: MeterEventCode, channel: UInt8,
    value: Int64
  ) {
    self.id = id
    self.instant = instant
    self.clockQuality = clockQuality
    self.code = code
    self.channel = channel
    self.value = value
  }

  func encode(into slot: inout MutableRawSpan, at base: Int) {
    slot.write(instant.nanoseconds, at: base)
    slot.write(value, at: base + 8)
    slot.write(code.rawValue, at: base + 16)
    slot.write(channel, at: base + 17)
    slot.write(clockQuality.rawValue, at: base + 18)
    slot.write(UInt8(0), at: base + 19)
    slot.write(UInt32(0), at: base + 20)
  }

  init?(decoding slot: borrowing MutableRawSpan, at base: Int, id: UInt32) {
    guard let code = MeterEventCode(rawValue: slot.readUInt8(at: base + 16)),
      let quality = ClockQuality(rawValue: slot.readUInt8(at: base + 18))
    else { return nil }
    self.init(
      id: id, instant: Instant(nanoseconds: slot.readInt64(at: base)), clockQuality: quality, code: code,
      channel: slot.readUInt8(at: base + 17), value: slot.readInt64(at: base + 8))
  }
}
