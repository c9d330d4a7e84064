import HAL
import LinuxHAL
import MockHAL
import Testing

@Suite struct IIOSampleSourceTests {
  static let stamped: [(name: String, index: Int, type: String)] = [
    ("voltage0", 0, "le:s24/32>>8"), ("voltage1", 1, "le:s24/32>>8"), ("voltage2", 2, "le:s24/32>>8"),
    ("count0", 3, "le:u16/16>>0"), ("timestamp", 4, "le:s64/64>>0"),
  ]
  private let channels = ["voltage2", "voltage0"]

  private func bytes<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  /// A set as the kernel writes it: voltage0, voltage2, optional counter, padding, optional stamp.
  private func set(_ number: Int, counter: UInt16? = nil, stamp: Int64? = nil) -> [UInt8] {
    var result = bytes(Int32(number) << 8 | 0x5A) + bytes(Int32(-number) << 8 | 0x5A)
    if let counter { result += bytes(counter) }
    if let stamp {
      while result.count % 8 != 0 { result.append(0xEE) }
      result += bytes(stamp)
    } else if counter != nil {
      result += [0xEE, 0xEE]
    }
    return result
  }

  private func read(_ source: IIOSampleSource, sets: Int = 500) throws -> (
    block: SampleBlock, samples: [Int32]
  ) {
    var buffer = [Int32](repeating: 0, count: sets * 2)
    var span = buffer.mutableSpan
    let block = try source.readSets(into: &span)
    return (block, Array(buffer[..<(block.setCount * 2)]))
  }

  private func open(
    _ machine: FabricatedIIO, counter: String? = nil, rate: UInt32 = 1000
  ) throws -> IIOSampleSource {
    try IIOSampleSource(
      IIOCapture(device: "ad7768", channels: channels, bufferSets: 256, watermarkSets: 20, counter: counter),
      setsPerSecondNumerator: rate, sysfs: machine.sysfs, devices: machine.devices, now: { 777 })
  }

  @Test("The device is set up as the kernel asks, and samples come in the order wanted")
  func setsUp() throws {
    let machine = try FabricatedIIO(elements: Self.stamped)
    var source: IIOSampleSource? = try open(machine)
    #expect(try machine.attribute("buffer/enable") == "1")
    #expect(try machine.attribute("buffer/length") == "256")
    #expect(try machine.attribute("buffer/watermark") == "20")
    #expect(try machine.attribute("current_timestamp_clock") == "monotonic")
    let enabled = try Self.stamped.filter {
      try machine.attribute("scan_elements/in_\($0.name)_en") == "1"
    }
    #expect(enabled.map(\.name) == ["voltage0", "voltage2", "timestamp"])
    #expect(source?.capabilities == [.estimatesLostSets, .stampsInDevice] && source?.notes == [])
    #expect(source?.format.significantBits == 24 && source?.format.channelCount == 2)
    #expect(try read(source!).block.setCount == 0)
    machine.send(set(7, stamp: 1_000_000) + set(8, stamp: 2_000_000))
    let (block, samples) = try read(source!)
    #expect(samples == [-7, 7, -8, 8])
    #expect(block == SampleBlock(firstIndex: 0, setCount: 2, lastSetTickNanoseconds: 2_000_000))
    source = nil
    #expect(try machine.attribute("buffer/enable") == "0")
  }

  @Test("Sets cut by the reads are put together again")
  func cutSets() throws {
    let machine = try FabricatedIIO(elements: Self.stamped)
    let source = try open(machine)
    var samples: [Int32] = []
    for byte in (1...30).flatMap({ set($0, stamp: Int64($0) * 1_000_000) }) {
      machine.send([byte])
      samples += try read(source, sets: 3).samples
    }
    #expect(samples == (1...30).flatMap { [Int32(-$0), Int32($0)] })
  }

  @Test("A counter gives the exact loss, also over its own end")
  func counts() throws {
    let machine = try FabricatedIIO(elements: Self.stamped, clock: nil)
    let source = try open(machine, counter: "count0")
    #expect(source.capabilities == [.countsLostSets])
    let counters: [UInt16] = [65533, 65534, 3, 4, 5]
    machine.send(counters.enumerated().flatMap { set($0.offset, counter: $0.element) })
    let first = try read(source)
    #expect(first.block.firstIndex == 0 && first.block.setCount == 2)
    #expect(first.block.lastSetTickNanoseconds == 777)
    let second = try read(source)
    #expect(second.block.firstIndex == 6 && second.block.setCount == 3 && !second.block.isLossEstimated)
    #expect(second.samples == [-2, 2, -3, 3, -4, 4])
  }

  @Test("Stamps show a loss; late stamps alone are none", arguments: [1, 2, 7, 250, 100_000])
  func stamps(lost: Int64) throws {
    let machine = try FabricatedIIO(elements: Self.stamped)
    let source = try open(machine)
    var random = SeededRandom(seed: UInt64(lost))
    var truth: [(index: Int64, number: Int)] = []
    var got: [(index: UInt64, number: Int32)] = []
    var jumps: [UInt64] = []
    var next: UInt64 = 0
    for number in 0..<400 {
      let index = Int64(number) + (number >= 200 ? lost : 0)
      truth.append((index, number))
      // Up to 100 µs of noise, and every 37th interrupt is served 3 ms late.
      let late = Int64.random(in: 0..<100_000, using: &random) + (number % 37 == 36 ? 3_000_000 : 0)
      machine.send(set(number, stamp: 5_000_000 + index * 1_000_000 + late))
      guard number % 16 == 15 else { continue }
      while true {
        let (block, samples) = try read(source)
        if block.setCount == 0 { break }
        if block.firstIndex != next {
          jumps.append(block.firstIndex - next)
          #expect(block.isLossEstimated)
        }
        next = block.nextIndex
        for set in 0..<block.setCount { got.append((block.firstIndex + UInt64(set), samples[2 * set + 1])) }
      }
    }
    #expect(jumps == [UInt64(lost)])
    for (expected, found) in zip(truth, got) {
      #expect(UInt64(expected.index) == found.index && Int32(expected.number) == found.number)
    }
    #expect(got.count >= 390)
  }

  @Test("A device whose clock is 1000 ppm off is no loss", arguments: [999_000, 1_001_000] as [Int64])
  func drift(period: Int64) throws {
    let machine = try FabricatedIIO(elements: Self.stamped)
    let source = try open(machine)
    var next: UInt64 = 0
    for number in 0..<4000 as Range<Int64> {
      machine.send(set(Int(number), stamp: number * period))
      if number % 50 == 0 {
        let block = try read(source).block
        #expect(block.firstIndex == next)
        next = block.nextIndex
      }
    }
  }

  @Test("Without a monotonic stamp or a counter the source says that it sees no loss")
  func blind() throws {
    let machine = try FabricatedIIO(elements: Array(Self.stamped[..<3]), clock: nil, rate: nil)
    let source = try open(machine)
    #expect(source.capabilities == [])
    #expect(source.notes.count == 2 && source.notes[1].contains("cannot be seen"))
    machine.send(set(1) + set(2))
    #expect(try read(source).samples == [-1, 1, -2, 2])
  }

  @Test("An unsigned input has its zero at half its range")
  func unsigned() throws {
    let machine = try FabricatedIIO(
      elements: [("voltage0", 0, "be:u12/16>>4"), ("voltage2", 1, "be:u12/16>>4")], clock: nil)
    let source = try open(machine)
    machine.send([0x00, 0x0F, 0xFF, 0xF0])
    #expect(try read(source).samples == [2047, -2048])
  }

  @Test("A device that goes away is an error after what it gave")
  func gone() throws {
    let machine = try FabricatedIIO(elements: Self.stamped)
    let source = try open(machine)
    machine.send(set(1, stamp: 0))
    machine.unplug()
    #expect(try read(source).block.setCount == 1)
    #expect(throws: SampleSourceError(.deviceGone, errorNumber: 19, setsDelivered: 1)) { try read(source) }
  }

  @Test("What cannot be captured is refused with the reason and what there is")
  func refusals() throws {
    let machine = try FabricatedIIO(elements: Self.stamped)
    func refused(
      device: String = "ad7768", channels: [String] = ["voltage0"], counter: String? = nil,
      rate: UInt32 = 1000
    ) -> String {
      do {
        _ = try IIOSampleSource(
          IIOCapture(device: device, channels: channels, counter: counter), setsPerSecondNumerator: rate,
          sysfs: machine.sysfs, devices: machine.devices)
        return "accepted"
      } catch { return "\(error)" }
    }
    #expect(refused(device: "ads131").contains("is not there; there are: ad7768 (iio:device3)"))
    #expect(
      refused(channels: ["voltage9"]).contains("no scan element 'voltage9'; there are: count0, timestamp"))
    #expect(refused(counter: "steps").contains("no scan element 'steps'"))
    try machine.put("le:s24/24", "bus/iio/devices/iio:device3/scan_elements/in_voltage0_type")
    #expect(refused().contains("is not like le:s24/32>>8"))
    try machine.put("le:s16/16X2", "bus/iio/devices/iio:device3/scan_elements/in_voltage0_type")
    #expect(refused().contains("holds 2 values"))
    try machine.put("le:s16/16", "bus/iio/devices/iio:device3/scan_elements/in_voltage0_type")
    #expect(refused(channels: ["voltage0", "voltage1"]).contains("has 24 bits, the others 16"))
    #expect(refused(device: "iio:device3") == "accepted")
    #expect(try machine.attribute("buffer/enable") == "0")
  }
}
