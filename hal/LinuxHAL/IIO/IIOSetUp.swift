import HAL

/// Sets up an IIO device's buffer through sysfs, in the order the kernel asks for.
struct IIOSetUp {
  let layout: IIOScanLayout
  let format: SampleFormat
  /// Time stamp element in use.
  let stamp: String?
  /// Counter element in use.
  let counter: String?
  private(set) var notes: [String] = []

  init(
    _ device: IIODevice, _ capture: IIOCapture, rate: (numerator: UInt32, denominator: UInt32)
  ) throws(IIOError) {
    let known = device.scanElements
    for element in capture.channels + [capture.counter].compactMap({ $0 }) where !known.contains(element) {
      throw IIOError(
        capture.device, path: device.folder + "/scan_elements",
        "has no scan element '\(element)'; there are: \(known.joined(separator: ", "))")
    }
    // The elements and the length can be set only while the buffer is off.
    try device.write("0", to: "buffer/enable")
    if let trigger = capture.trigger { try device.write(trigger, to: "trigger/current_trigger") }
    counter = capture.counter
    stamp = known.contains("timestamp") && Self.stampsMonotonic(device) ? "timestamp" : nil
    let wanted = capture.channels + [counter, stamp].compactMap { $0 }
    for element in known {
      try device.write(wanted.contains(element) ? "1" : "0", to: "scan_elements/in_\(element)_en")
    }
    var elements: [IIOScanLayout.Element] = []
    for element in wanted { elements.append(try device.element(element)) }
    layout = IIOScanLayout(elements)
    format = try Self.format(capture, layout, rate)
    let hertz = Double(rate.numerator) / Double(rate.denominator)
    if let actual = try device.setRate(hertz) {
      guard abs(actual / hertz - 1) < 1e-4 else {
        throw IIOError(
          capture.device, path: device.folder,
          "makes \(actual) sets a second of the \(hertz) asked for; give the rate it can do")
      }
    } else {
      notes.append("nothing states the rate: it is taken to be \(hertz) sets a second")
    }
    try device.write("\(capture.bufferSets)", to: "buffer/length")
    if device.has("buffer/watermark") {
      try device.write("\(capture.watermarkSets)", to: "buffer/watermark")
    }
    if counter == nil && stamp == nil {
      notes.append("no monotonic time stamps and no counter: sets the kernel drops cannot be seen")
    }
    try device.write("1", to: "buffer/enable")
  }

  /// Stamps of the system's wall clock would make a loss of every clock step, so they are not used.
  private static func stampsMonotonic(_ device: IIODevice) -> Bool {
    guard device.has("current_timestamp_clock") else { return false }
    try? device.write("monotonic", to: "current_timestamp_clock")
    return (try? device.read("current_timestamp_clock")) == "monotonic"
  }

  private static func format(
    _ capture: IIOCapture, _ layout: IIOScanLayout, _ rate: (numerator: UInt32, denominator: UInt32)
  ) throws(IIOError) -> SampleFormat {
    var bits: Int?
    for channel in capture.channels {
      guard let type = layout.place(of: channel)?.type else { continue }
      guard type.repeats == 1 else {
        throw IIOError(
          capture.device, "scan element '\(channel)' holds \(type.repeats) values; one is needed")
      }
      guard bits ?? type.bits == type.bits else {
        throw IIOError(
          capture.device, "scan element '\(channel)' has \(type.bits) bits, the others \(bits ?? 0)")
      }
      bits = type.bits
    }
    let format = SampleFormat(
      channelCount: UInt8(clamping: capture.channels.count), setsPerSecondNumerator: rate.numerator,
      setsPerSecondDenominator: rate.denominator, significantBits: UInt8(clamping: bits ?? 0))
    guard format.isValid else {
      throw IIOError(capture.device, "needs 1 to 32 channels of 2 to 32 bits and a rate above 0")
    }
    return format
  }
}
