import Glibc
import HAL

/// Samples of an analogue front end behind the kernel's industrial I/O: a buffered device, its scan elements
/// set up through sysfs, its sets read from the character device. No libiio is needed.
///
/// The kernel drops sets silently while its buffer is full. A counter among the scan elements shows how many
/// (`countsLostSets`), the time stamp channel about how many (`estimatesLostSets`); without either
/// `capabilities` is empty and a loss cannot be seen.
public final class IIOSampleSource: SampleSource {
  public let format: SampleFormat
  public let capabilities: SampleSourceCapabilities
  /// Descriptor to wait on for new sets.
  public let descriptor: Int32
  /// What is worth saying about the set-up: a rate nothing states, no way to see a loss.
  public let notes: [String]
  private let device: IIODevice
  private let now: @Sendable () -> Int64
  private var parser: IIOSetParser
  private var timeline: SampleTimeline
  private var buffer: [UInt8]
  private var start = 0
  private var end = 0
  private var index: UInt64 = 0
  private var delivered: UInt64 = 0
  /// Sets known to be lost before the set at `start`.
  private var jump: UInt64?

  /// Sets up the device for `capture` at `setsPerSecondNumerator` / `setsPerSecondDenominator` and starts it.
  ///
  /// - Parameters:
  ///   - sysfs: root of sysfs.
  ///   - devices: folder of the device files.
  ///   - now: monotonic clock that stamps sets where the device does not.
  public init(
    _ capture: IIOCapture, setsPerSecondNumerator: UInt32, setsPerSecondDenominator: UInt32 = 1,
    sysfs: String = "/sys", devices: String = "/dev",
    now: @escaping @Sendable () -> Int64 = { LinuxMonotonicClock().nowNanoseconds() }
  ) throws(IIOError) {
    let device = try IIODevice(finding: capture.device, sysfs: sysfs, devices: devices)
    let setUp = try IIOSetUp(
      device, capture, rate: (setsPerSecondNumerator, setsPerSecondDenominator))
    let descriptor = open(device.devicePath, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      let number = errno
      try? device.write("0", to: "buffer/enable")
      let advice =
        number == EACCES
        ? "; add the user to the group of the device file"
        : number == EBUSY ? "; another program has it open" : ""
      throw IIOError(
        capture.device, path: device.devicePath, errorNumber: number, "cannot be opened\(advice)")
    }
    self.device = device
    self.descriptor = descriptor
    self.now = now
    format = setUp.format
    notes = setUp.notes
    var promises: SampleSourceCapabilities = []
    if setUp.stamp != nil { promises = [.estimatesLostSets, .stampsInDevice] }
    if setUp.counter != nil { promises = promises.subtracting(.estimatesLostSets).union(.countsLostSets) }
    capabilities = promises
    timeline = SampleTimeline(setUp.format)
    parser = IIOSetParser(
      setUp.layout, channels: capture.channels, counter: setUp.counter, stamp: setUp.stamp,
      format: setUp.format)
    let sets = max(capture.watermarkSets, 2 * IIOSetParser.confirmations)
    buffer = Array(repeating: 0, count: sets * setUp.layout.setBytes)
  }

  deinit {
    close(descriptor)
    try? device.write("0", to: "buffer/enable")
  }

  public func readSets(into samples: inout MutableSpan<Int32>) throws(SampleSourceError) -> SampleBlock {
    let channels = Int(format.channelCount)
    let room = samples.count / channels
    guard room > 0 else { throw SampleSourceError(.bufferTooSmall, setsDelivered: delivered) }
    var count = 0
    var first = index
    var isEstimated = false
    var lastTick: Int64 = 0
    let setBytes = parser.layout.setBytes
    reading: while count < room {
      if end - start < setBytes {
        guard try fill(isFirst: count == 0) else { break }
        continue
      }
      if jump == nil {
        let (offset, filled) = (start, end)
        jump = buffer.withUnsafeBytes {
          parser.lost(before: offset, in: UnsafeRawBufferPointer(rebasing: $0[..<filled]))
        }
        guard jump != nil else {
          // Late, and not yet enough sets behind it to tell a loss from a late stamp.
          guard try fill(isFirst: count == 0) else { break }
          continue
        }
      }
      let lost = jump ?? 0
      if lost > 0 && count > 0 { break reading }
      if lost > 0 {
        index &+= lost
        isEstimated = !capabilities.contains(.countsLostSets)
      }
      jump = nil
      if count == 0 { first = index }
      let offset = start
      let place = count * channels
      buffer.withUnsafeBytes { parser.copy(offset, of: $0, into: &samples, at: place) }
      lastTick = parser.lastStamp ?? 0
      start += setBytes
      count += 1
      index &+= 1
    }
    delivered &+= UInt64(count)
    if count > 0 && parser.lastStamp == nil {
      timeline.observe(index: index &- 1, tickNanoseconds: now())
      lastTick = timeline.tickNanoseconds(of: index &- 1)
    }
    return SampleBlock(
      firstIndex: first, setCount: count, lastSetTickNanoseconds: lastTick, isLossEstimated: isEstimated)
  }

  /// Reads more bytes; false when nothing waits.
  private func fill(isFirst: Bool) throws(SampleSourceError) -> Bool {
    if start > 0 {
      buffer.withUnsafeMutableBytes { bytes in
        _ = memmove(bytes.baseAddress!, bytes.baseAddress! + start, end - start)
      }
      end -= start
      start = 0
    }
    let filled = end
    let got = buffer.withUnsafeMutableBytes {
      Glibc.read(descriptor, $0.baseAddress! + filled, $0.count - filled)
    }
    let number = errno
    if got > 0 {
      end += got
      return true
    }
    if got < 0 && (number == EAGAIN || number == EINTR) { return false }
    // With sets in hand these are delivered; the failure is there again at the next read.
    guard isFirst else { return false }
    let isGone = got == 0 || number == ENODEV
    throw SampleSourceError(
      isGone ? .deviceGone : .inputOutput, errorNumber: got == 0 ? ENODEV : number, setsDelivered: delivered)
  }
}
