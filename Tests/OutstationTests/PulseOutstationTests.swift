import COSEM
import HAL
import LineModel
import MeterCore
import MockHAL
import Outstation
import Testing

/// A real pulse meter, read through the outstation: what it counted is what a client gets.
@Suite struct PulseOutstationTests {
  typealias Meter = PulseMeter<2, 1024, EmulatedMemory>

  @Test("Two days of pulses: rows, registers and sums equal what was fed")
  func twoDays() throws {
    let start: Int64 = 1_772_323_200
    let medium = EmulatedMedium(
      NonVolatileGeometry(
        sizeBytes: 128 * 1024, eraseBlockBytes: 1024, programUnitBytes: 8, isOverwritable: false))
    var configuration = PulseMeterConfiguration<2>(
      channelCount: 2,
      channels: [
        PulseChannelConfiguration(
          quantity: .activeImport, element: 1, pulseEnergy: EnergyRatio(pulses: 400, perKilowattHours: 1)!),
        PulseChannelConfiguration(
          quantity: .activeImport, element: 2, pulseEnergy: EnergyRatio(pulses: 1200, perKilowattHours: 1)!),
      ])
    configuration.commitNanoseconds = 3_600_000_000_000
    var meter = try Meter(
      configuration, memory: EmulatedMemory(medium),
      sizes: StorageLayout.Sizes(channelCount: 2, profileRows: 200, events: 20, stateRecords: 4),
      format: .whenNothingValid)
    meter.begin(
      at: Tick(nanoseconds: 0),
      reading: WallClockReading(utcNanoseconds: start * 1_000_000_000, isSynchronised: true),
      cause: .supplyRestored, boot: .unknown, isContinuous: false)
    for channel in UInt8(0)...1 { meter.start(channel: channel, isActive: false, at: Tick(nanoseconds: 0)) }
    // Pulses of each half hour; the sequence is uneven.
    var truth: [[Int]] = []
    for period in 0..<96 {
      let counts = [40 + period * 7 % 31, 11 + period * 5 % 17]
      truth.append(counts)
      let begin = Int64(period) * 1_800_000_000_000 + 1_000_000_000
      for slot in 0..<80 {
        for channel in 0..<2 where slot < counts[channel] {
          let tick = begin + Int64(slot) * 20_000_000_000 + Int64(channel) * 5_000_000_000
          meter.take(LineEdge(channel: UInt8(channel), isActive: true, tickNanoseconds: tick))
          meter.take(
            LineEdge(channel: UInt8(channel), isActive: false, tickNanoseconds: tick + 60_000_000))
        }
      }
    }
    let now: Int64 = 96 * 1_800_000_000_000 + 1_000_000_000
    meter.advance(to: Tick(nanoseconds: now))

    let identity = OutstationIdentity(
      logicalDevice: "SWM1", serial: "1", manufacturer: "swift-meter", outstation: "1",
      metrologyFirmware: "1", applicationFirmware: "1", communicationsFirmware: "1")
    var settings = OutstationSettings()
    let word = Array("level1".utf8)
    _ = settings.setPassword(word.span.bytes, level: 1)
    var outstation = Outstation(
      meter: PulseOutstation(
        meter, identity: identity, capacity: 200,
        accesses: try AccessRing(
          EmulatedMemory(
            EmulatedMedium(
              NonVolatileGeometry(
                sizeBytes: 8192, eraseBlockBytes: 1024, programUnitBytes: 8, isOverwritable: false))),
          capacity: 40)),
      crypto: SoftwareCrypto(entropy: Key128(InlineArray(repeating: 1))), store: VolatileSettings(),
      initial: settings, personality: .codeOfPractice)
    var session = OutstationSession<512, 512>()
    func send(_ request: [UInt8]) -> [UInt8] {
      session.respond(client: 17, to: request, capacity: 16_384, outstation: &outstation, now: now)
    }
    let user = hex("01000000065F1F040000FFFF0000")
    let accepted = send(
      encoded { writer, bytes in
        AssociationRequest.write(
          context: .logicalName, callingTitle: nil, mechanism: .low, authenticationValue: word.span.bytes,
          userInformation: user.span.bytes, &writer, &bytes)
      })
    #expect(accepted.first == 0x61)
    let answer = send(hex("C001C100070100630100FF0200"))
    #expect(Array(answer.prefix(4)) == hex("C401C100"))
    var reader = OctetReader(4..<answer.count)
    let bytes = answer
    #expect(try reader.value(bytes.span.bytes) == .array(count: 96))
    var totals = [0, 0]
    for (period, counts) in truth.enumerated() {
      #expect(try reader.value(bytes.span.bytes) == .structure(count: 6))
      guard case .octetString(let range) = try reader.value(bytes.span.bytes) else { return }
      #expect(
        COSEMDateTime(bytes.span.bytes, at: range.lowerBound).utcSeconds == start + Int64(period + 1) * 1800)
      _ = try reader.value(bytes.span.bytes)
      let cells = [
        try reader.value(bytes.span.bytes), try reader.value(bytes.span.bytes),
        try reader.value(bytes.span.bytes), try reader.value(bytes.span.bytes),
      ].map { Int($0.integer ?? -1) }
      // Whole Wh of 2.5 and 5/6 Wh a pulse, rounded down from the register.
      let before = [totals[0] * 5 / 2, totals[1] * 5 / 6]
      for channel in 0..<2 { totals[channel] += counts[channel] }
      let after = [totals[0] * 5 / 2, totals[1] * 5 / 6]
      #expect(cells == [after[0] - before[0], after[1] - before[1], after[0], after[1]], "period \(period)")
    }
    #expect(reader.isAtEnd)
    let register = send(hex("C001C100030100010800FF0200"))
    #expect(
      register == hex("C401C10015") + withUnsafeBytes(of: UInt64(totals[0] * 5 / 2).bigEndian, Array.init))
    let twin = send(hex("C001C100030101010800FF0200"))
    #expect(twin == hex("C401C10015") + withUnsafeBytes(of: UInt64(totals[1] * 5 / 6).bigEndian, Array.init))
    // The maximum demand, in mW, is that of the largest half hour, and stands at its end: 2.5 Wh make 5 W of it.
    let largest = truth.indices.max { (truth[$0][0], -$0) < (truth[$1][0], -$1) }!
    let demand = send(hex("C001C100040100010600FF0200"))
    #expect(
      demand == hex("C401C10014")
        + withUnsafeBytes(of: Int64(truth[largest][0] * 5_000).bigEndian, Array.init))
    let captured = send(hex("C001C100040100010600FF0500"))
    #expect(
      COSEMDateTime(captured.span.bytes, at: 6).utcSeconds == start + Int64(largest + 1) * 1800)
  }
}
