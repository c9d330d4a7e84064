import HAL

/// Takes sets out of the bytes of an IIO buffer and finds the lost ones: from a counter exactly, from time
/// stamps by estimate.
///
/// A stamp is taken late at times, and then the next ones are on time again; after a loss all later ones are
/// late. So a late set is a loss only when the `confirmations` sets behind it are late too.
struct IIOSetParser {
  /// Sets that must be late before a loss is believed.
  static let confirmations = 8

  let layout: IIOScanLayout
  let format: SampleFormat
  private let channels: [(offset: Int, type: IIOElementType)]
  private let counter: (offset: Int, type: IIOElementType)?
  private let stamp: (offset: Int, type: IIOElementType)?
  private let periodNanoseconds: Int64
  private var expected: Int64 = 0
  private var lastCount: UInt64 = 0
  private var isStarted = false
  /// Stamp of the last set taken, nil without stamps.
  private(set) var lastStamp: Int64?

  init(
    _ layout: IIOScanLayout, channels: [String], counter: String?, stamp: String?, format: SampleFormat
  ) {
    self.layout = layout
    self.format = format
    self.channels = channels.compactMap { layout.place(of: $0) }
    self.counter = counter.flatMap { layout.place(of: $0) }
    self.stamp = stamp.flatMap { layout.place(of: $0) }
    periodNanoseconds = max(format.nanoseconds(sets: 1), 1)
  }

  /// Sets lost before the set at `offset` of `bytes`; nil when that cannot be told before more sets are there.
  mutating func lost(before offset: Int, in bytes: UnsafeRawBufferPointer) -> UInt64? {
    if let counter {
      let value = UInt64(bitPattern: read(counter, bytes, offset))
      let mask: UInt64 = counter.type.bits >= 64 ? .max : 1 << UInt64(counter.type.bits) - 1
      defer {
        lastCount = value
        isStarted = true
      }
      if let stamp { lastStamp = read(stamp, bytes, offset) }
      return isStarted ? (value &- lastCount &- 1) & mask : 0
    }
    guard let stamp else { return 0 }
    let tick = read(stamp, bytes, offset)
    guard isStarted else {
      isStarted = true
      expected = tick &+ periodNanoseconds
      lastStamp = tick
      return 0
    }
    let late = tick &- expected
    var missing: Int64 = 0
    if late >= periodNanoseconds / 2 {
      var least = late
      for following in 1...Self.confirmations {
        let place = offset + following * layout.setBytes
        guard place + layout.setBytes <= bytes.count else { return nil }
        let there = read(stamp, bytes, place) &- expected &- Int64(following) &* periodNanoseconds
        least = min(least, there)
        if least < periodNanoseconds / 2 { break }
      }
      missing = least >= periodNanoseconds / 2 ? (least &+ periodNanoseconds / 2) / periodNanoseconds : 0
    }
    let due = expected &+ missing &* periodNanoseconds
    // Follows a device whose clock is fast at once, one whose clock is slow by at most 1/256 a set.
    expected = min(tick, due &+ periodNanoseconds / 256) &+ periodNanoseconds
    lastStamp = tick
    return UInt64(missing)
  }

  /// Copies the set at `offset` of `bytes` to `place` of `samples`.
  func copy(
    _ offset: Int, of bytes: UnsafeRawBufferPointer, into samples: inout MutableSpan<Int32>, at place: Int
  ) {
    for (index, channel) in channels.enumerated() {
      var value = read(channel, bytes, offset)
      if !channel.type.isSigned { value -= 1 << Int64(channel.type.bits - 1) }
      samples[place + index] = Int32(truncatingIfNeeded: value)
    }
  }

  private func read(
    _ element: (offset: Int, type: IIOElementType), _ bytes: UnsafeRawBufferPointer, _ offset: Int
  ) -> Int64 {
    element.type.value(UnsafeRawBufferPointer(rebasing: bytes[(offset + element.offset)...]))
  }
}
