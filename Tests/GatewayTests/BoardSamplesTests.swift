import Foundation
import LinuxHAL
import SimulatedHAL
import Testing

@testable import Gateway

@Suite struct BoardSamplesTests {
  /// The source, with the keys that only some sources have.
  private static func board(_ source: String, _ more: String = "", wiring: String = wired) -> String {
    """
    version: 1
    name: sampled
    samples:
      source: {\(source)}
      nominal_voltage_volts: 230
      reference_current_amperes: 5
    \(more)\(wiring)
    serial_ports:
      - {name: adc, device: /dev/ttyUSB0, baud: 921600}
      - {name: optical, device: /dev/ttyUSB1, baud: 300, format: 7E1}
    """
  }

  private static let wired = """
      wiring: single_phase
      channels:
        V1: {input: 0, volts_per_count: 0.0001}
        I1: {input: 1, amperes_per_count: 2e-5, theta_microradians: -120, tau_nanoseconds: 500}
    """
  private static let rate = "  sample_rate_hz: 4000\n  significant_bits: 24\n"

  static let simulated = """
    version: 1
    name: sampled
    samples:
      source:
        type: simulated
        elements: [{amperes: 4}, {amperes: 5, current_lag_degrees: 60}, {load_shape: solar}]
        voltage_harmonics: [{order: 5, percent: 10}]
        changes: [{of: voltage, element: 2, at_s: 1, for_s: 0.5, to_percent: 40}]
        losses: [{index: 10, count: 5}]
      sample_rate_hz: 7812.5
      significant_bits: 24
      wiring: three_phase_four_wire
      nominal_voltage_volts: 63.5
      accuracy_class: 0.2S
      reference_current_amperes: 5
      maximum_current_amperes: 6
      channels:
        V1: {volts_per_count: 0.0001}
        I1: {amperes_per_count: 1/50000}
        V2: {volts_per_count: 0.0001}
        I2: {amperes_per_count: 0.00002}
        V3: {volts_per_count: 0.0001}
        I3: {amperes_per_count: 0.00002, reversed: true}
      test_pulse: {imp_per_kilowatt_hour: 1000, width_ms: 30, output: {chip: c, line: 4, active: low}}
      no_load: {start_percent: 80, stop_percent: 40}
      demand: {method: sliding, period_minutes: 30, step_minutes: 5}
    """

  private func samples(_ text: String) throws -> BoardSamples {
    try #require(try BoardFile.parse(text, file: "/etc/b/b.yaml").samples)
  }

  @Test func readsSimulated() throws {
    let samples = try samples(Self.simulated)
    #expect(samples.setsPerSecond == ExactRatio(15625, 2))
    #expect(samples.nominalVoltageMillivolts == 63_500)
    #expect(samples.startCurrentMicroamperes == 5000 && samples.startPowerMicrowattsPerElement == 317_500)
    #expect(samples.startCurrentClause.contains("62053-22"))
    #expect(samples.channels.map(\.role.rawValue) == ["V1", "I1", "V2", "I2", "V3", "I3"])
    #expect(samples.channels.map(\.input) == [0, 1, 2, 3, 4, 5])
    #expect(samples.channels[1].unitsPerCount == samples.channels[3].unitsPerCount)
    #expect(samples.channels[5].isReversed && !samples.channels[4].isReversed)
    #expect(samples.demand == BoardDemand(method: .sliding, periodMinutes: 30, stepMinutes: 5))
    #expect(samples.testPulse?.output?.isActiveLow == true)
    guard case .simulated(let scenario) = samples.origin else {
      Issue.record("not simulated: \(samples.origin)")
      return
    }
    #expect(scenario.setsPerSecond == 7812.5 && scenario.elements[0].volts == 63.5)
    #expect(scenario.elements.map(\.amperes) == [4, 5, 5] && scenario.elements[1].currentLagDegrees == 60)
    #expect(scenario.elements[2].load?.kind == .solar && scenario.elements[1].amperesPerCount == 0.00002)
    #expect(scenario.changes[0].element == 1 && scenario.losses[0].count == 5)
    #expect(try BoardFile.parse(Self.simulated, file: "b").isSimulated)
  }

  @Test func readsReplay() throws {
    let wav = try samples(Self.board("type: replay, format: wav, file: day.wav, repeat: true"))
    #expect(wav.origin == .wav(path: "/etc/b/day.wav", repeats: true) && wav.format == nil)
    #expect(wav.channels[1].thetaMicroradians == -120 && wav.channels[1].tauNanoseconds == 500)
    let raw = try samples(
      Self.board("type: replay, format: raw, file: /tmp/a.raw, input_count: 4, sample_bytes: 3", Self.rate))
    #expect(raw.origin == .raw(path: "/tmp/a.raw", sampleBytes: 3, repeats: false))
    #expect(raw.format?.channelCount == 4 && raw.format?.significantBits == 24)
    let named = Self.wired.replacing("input: 0", with: "input: ua").replacing("input: 1", with: "input: ia")
    let csv = try samples(
      Self.board("type: replay, format: csv, file: a.csv, delimiter: ';'", Self.rate, wiring: named))
    #expect(
      csv.origin
        == .csv(path: "/etc/b/a.csv", columns: ["ua", "ia"], delimiter: UInt8(ascii: ";"), repeats: false))
    #expect(csv.format?.channelCount == 2)
  }

  @Test func readsDevices() throws {
    let serial = try samples(Self.board("type: serial, port: adc, input_count: 2", Self.rate))
    guard case .serial(let port) = serial.origin else {
      Issue.record("not serial: \(serial.origin)")
      return
    }
    #expect(port.device == "/dev/ttyUSB0" && port.settings.baud == 921_600)
    let shared = """
        wiring: twin_element
        channels:
          V1: {input: voltage0, volts_per_count: 0.0001}
          I1: {input: voltage3, amperes_per_count: 2e-5}
          V2: {input: voltage0, volts_per_count: 0.0001}
          I2: {input: voltage1, amperes_per_count: 2e-5}
      """
    let iio = try samples(
      Self.board(
        "type: iio, device: ad7606, buffer_sets: 8192, watermark_sets: 100, counter: count0",
        "  sample_rate_hz: 4000\n", wiring: shared))
    #expect(
      iio.origin
        == .iio(
          IIOCapture(
            device: "ad7606", channels: ["voltage0", "voltage3", "voltage1"], bufferSets: 8192,
            watermarkSets: 100, counter: "count0")))
    #expect(iio.channels.map(\.input) == [0, 1, 0, 2])
    #expect(
      try BoardFile.parse(Self.board("type: serial, port: adc, input_count: 2", Self.rate), file: "b")
        .isSimulated == false)
  }

  /// What is replaced, by what, and where and why it must be refused.
  static let refused: [(from: String, to: String, place: String, reason: String)] = [
    ("wiring: three_phase_four_wire", "wiring: delta", "12:11", "must be one of single_phase"),
    ("  wiring: three_phase_four_wire\n", "", "4:3", "needs 'wiring'"),
    ("wiring: three_phase_four_wire", "wiring: twin_element", "22:9", "needs the channels V1 I1 V2 I2"),
    (
      "wiring: three_phase_four_wire", "wiring: three_phase_three_wire", "",
      "needs the channels V12 I1 V32 I3"
    ),
    ("nominal_voltage_volts: 63.5", "nominal_voltage: 63.5", "13:3", "unknown key 'nominal_voltage'"),
    ("nominal_voltage_volts: 63.5", "nominal_voltage_volts: 63.5V", "13:26", "without a unit"),
    ("nominal_voltage_volts: 63.5", "nominal_voltage_volts: 63.5001", "13:26", "at most 3 decimals"),
    ("  nominal_voltage_volts: 63.5\n", "", "4:3", "needs 'nominal_voltage_volts'"),
    ("  reference_current_amperes: 5\n", "", "4:3", "needs 'reference_current_amperes'"),
    ("accuracy_class: 0.2S", "accuracy_class: 0.3S", "14:19", "must be one of 0.2S"),
    ("maximum_current_amperes: 6", "maximum_current_amperes: 4", "16:28", "must not be below"),
    ("maximum_current_amperes: 6", "start_current_amperes: 6", "16:26", "must be below"),
    ("maximum_current_amperes: 6", "nominal_frequency_hz: 55", "16:25", "must be 50 or 60"),
    ("maximum_current_amperes: 6", "maximum_current_amperes: 1e4", "24:55", "30 ms pulses are too slow"),
    ("sample_rate_hz: 7812.5", "sample_rate_hz: 100", "10:19", "1000 to 100000"),
    ("sample_rate_hz: 7812.5", "sample_rate_hz: fast", "10:19", "positive number"),
    ("  sample_rate_hz: 7812.5\n", "", "4:3", "needs 'sample_rate_hz'"),
    ("  significant_bits: 24\n", "", "4:3", "needs 'significant_bits'"),
    ("significant_bits: 24", "significant_bits: 32", "11:21", "8 to 24"),
    ("V2: {volts_per_count: 0.0001}", "V2: {amperes_per_count: 1}", "20:29", "wrong unit for V2"),
    ("V2: {volts_per_count: 0.0001}", "V2: {}", "20:9", "needs 'volts_per_count'"),
    ("V2: {volts_per_count: 0.0001}", "V2: {volts_per_count: 0}", "20:27", "positive number"),
    ("V2: {volts_per_count: 0.0001}", "V2: {volts_per_count: 1e-13}", "20:27", "1e-12 to 1e6"),
    ("V2: {volts_per_count: 0.0001}", "V2: {volts_per_count: 1, input: 2}", "20:37", "has no 'input'"),
    (
      "V2: {volts_per_count: 0.0001}", "V2: {volts_per_count: 1, tau_nanoseconds: 2}", "20:47",
      "belongs to a current"
    ),
    ("    V2: {volts_per_count: 0.0001}\n", "", "18:5", "needs the channels V1 I1 V2 I2 V3 I3"),
    ("    V2: {", "    V4: {", "20:5", "unknown key 'V4'"),
    ("    V2: {", "    V12: {", "20:10", "needs the channels V1 I1 V2 I2 V3 I3"),
    ("    I3: {", "    IN: {amperes_per_count: 1}\n    I3: {", "23:9", "no IN"),
    ("reversed: true", "reversed: maybe", "23:48", "must be one of true, false"),
    ("reversed: true", "theta_microradians: 300000", "23:58", "-200000 to 200000"),
    ("imp_per_kilowatt_hour: 1000", "imp_per_kilowatt_hour: 0", "24:39", "positive constant"),
    ("imp_per_kilowatt_hour: 1000, ", "", "24:15", "needs 'imp_per_kilowatt_hour'"),
    ("width_ms: 30", "width_ms: 0", "24:55", "1 to 500"),
    ("chip: c, ", "", "24:67", "needs 'chip'"),
    ("stop_percent: 40", "stop_percent: 80", "25:46", "below 'start_percent'"),
    ("step_minutes: 5", "step_minutes: 7", "26:63", "a part of 'period_minutes'"),
    ("method: sliding", "method: block", "26:61", "for 'method: sliding'"),
    ("period_minutes: 30", "period_minutes: 7", "26:45", "must divide the hour"),
    ("method: sliding", "method: moving", "26:20", "must be one of block, sliding"),
    ("type: simulated", "type: sd_card", "5:11", "must be one of simulated, iio, serial, replay"),
    ("type: simulated", "port: adc", "5:5", "needs 'type'"),
    (
      "type: simulated", "type: simulated\n    port: adc", "6:5",
      "unknown key 'port' in the source (simulated)"
    ),
    ("{amperes: 4}, ", "", "6:15", "has 3 elements, not 2"),
    ("load_shape: solar", "load_shape: solar, amperes: 1", "6:98", "either 'amperes' or 'load_shape'"),
    ("load_shape: solar", "load_seed: 3", "6:81", "needs 'load_shape'"),
    ("order: 5", "order: 90", "7:33", "beyond 0.45"),
    ("percent: 10}", "degrees: 10}", "7:25", "needs 'percent'"),
    ("element: 2", "element: 4", "8:38", "1 to 3"),
    ("at_s: 1, ", "", "8:15", "needs 'at_s'"),
    ("for_s: 0.5", "for_s: 0.001", "8:57", "0.01"),
    (", count: 5", "", "9:14", "needs 'count'"),
    ("type: simulated", "type: simulated\n    phase_order: 213", "6:18", "must be one of 123, 132"),
    ("name: sampled\n", "name: sampled\nchannels: []\n", "5:3", "either pulse 'channels' or 'samples'"),
  ]

  @Test("Every wrong entry is refused with line, column and reason", arguments: 0..<Self.refused.count)
  func refuses(number: Int) throws {
    let entry = Self.refused[number]
    let text = Self.simulated.replacing(entry.from, with: entry.to)
    #expect(text != Self.simulated)
    expectRefusal(text, entry.place, entry.reason)
  }

  private func expectRefusal(_ text: String, _ place: String, _ reason: String) {
    do {
      _ = try BoardFile.parse(text, file: "b.yaml")
      Issue.record("accepted, though \(reason)")
    } catch let error as BoardFileError {
      let prefix = "b.yaml:" + (place.isEmpty ? "" : place + ": ")
      #expect(error.description.hasPrefix(prefix), "\(error)")
      #expect(error.description.contains(reason), "\(error)")
      #expect(error.line > 0, "\(error)")
    } catch { Issue.record("\(error)") }
  }

  /// Sources that are wrong: the source, further keys, where and why.
  static let refusedSources: [(source: String, more: String, place: String, reason: String)] = [
    ("type: replay, file: a", "", "4:11", "needs 'format'"),
    ("type: replay, format: mp3, file: a", "", "4:34", "must be one of wav, csv, raw"),
    ("type: replay, format: wav", "", "4:11", "needs 'file'"),
    ("type: replay, format: wav, file: a, sample_bytes: 2", "", "4:48", "unknown key 'sample_bytes'"),
    ("type: replay, format: wav, file: a", rate, "7:19", "states its own rate"),
    ("type: replay, format: raw, file: a, input_count: 2", rate, "4:11", "needs 'sample_bytes'"),
    ("type: replay, format: raw, file: a, input_count: 2, sample_bytes: 5", rate, "4:78", "2 to 4"),
    ("type: replay, format: raw, file: a, sample_bytes: 2", rate, "4:11", "needs 'input_count'"),
    ("type: replay, format: raw, file: a, input_count: 1, sample_bytes: 3", rate, "", "0 to 0"),
    ("type: replay, format: csv, file: a, delimiter: ab", rate, "4:59", "'delimiter' must be one of"),
    ("type: serial, port: adc", rate, "4:11", "needs 'input_count'"),
    ("type: serial, input_count: 2", rate, "4:11", "needs 'port'"),
    ("type: serial, port: adb, input_count: 2", rate, "4:32", "must be one of 'serial_ports': adc, optical"),
    ("type: serial, port: optical, input_count: 2", rate, "4:32", "8 data bits"),
    ("type: serial, port: adc, input_count: 33", rate, "4:50", "1 to 32"),
    ("type: iio", "  sample_rate_hz: 4000\n", "4:11", "needs 'device'"),
    ("type: iio, device: a", rate, "8:21", "the kernel states the bits"),
    ("type: iio, device: a, watermark_sets: 4000", "  sample_rate_hz: 4000\n", "4:50", "at most half"),
  ]

  @Test(
    "Every wrong source is refused with line, column and reason", arguments: 0..<Self.refusedSources.count)
  func refusesSources(number: Int) {
    let entry = Self.refusedSources[number]
    expectRefusal(Self.board(entry.source, entry.more), entry.place, entry.reason)
  }

  @Test("One input is one channel, except a voltage that twin elements share")
  func sharedInputs() {
    expectRefusal(
      Self.board(
        "type: serial, port: adc, input_count: 2", Self.rate,
        wiring: Self.wired.replacing("input: 1", with: "input: 0")),
      "", "input 0 is already used by V1")
    expectRefusal(
      Self.board(
        "type: serial, port: adc, input_count: 2", Self.rate,
        wiring: Self.wired.replacing("input: 1, ", with: "")),
      "", "needs 'input'")
  }

  @Test("Without a neutral there is no neutral current and no summation by magnitude")
  func threeWire() throws {
    let text = Self.simulated.replacing("three_phase_four_wire", with: "three_phase_three_wire")
      .replacing("V1:", with: "V12:").replacing("V3:", with: "V32:")
      .replacing("    V2: {volts_per_count: 0.0001}\n", with: "")
      .replacing("    I2: {amperes_per_count: 0.00002}\n", with: "")
      .replacing("{amperes: 4}, ", with: "")
    let samples = try samples(text)
    guard case .simulated(let scenario) = samples.origin else {
      Issue.record("not simulated: \(samples.origin)")
      return
    }
    // 60° on the phase: the element at V12 sees 90°, without power.
    #expect(scenario.elements[0].currentLagDegrees == 90)
    expectRefusal(
      text.replacing("accuracy_class", with: "summation: magnitude\n  accuracy_class"), "14:14",
      "only the sum")
  }

  @Test("Decimals become ratios without rounding")
  func ratios() {
    for (text, above, below) in [
      ("230", 230, 1), ("0.0000427", 427, 10_000_000), ("4.27e-5", 427, 10_000_000), ("1/8192", 1, 8192),
      ("6/4", 3, 2), ("2.50", 5, 2), ("1.0e-05", 1, 100_000), ("5e3", 5000, 1), ("0.1e+1", 1, 1),
      ("18446744073709551615", UInt64.max, 1), ("0.1000000000000000000000000", 1, 10),
    ] as [(String, UInt64, UInt64)] {
      #expect(ExactRatio(parsing: text) == ExactRatio(above, below), "\(text)")
    }
    for text in [
      "", "0", "0.0", "-1", "1.", ".5", "1e", "e5", "1/0", "0/1", "1/2/3", "1e20", "1e-20", "0x10", "1 V",
      "１", "nan", "1.2.3", "1/2.5", "1e5/2", "18446744073709551616",
    ] {
      #expect(ExactRatio(parsing: text) == nil, "\(text)")
    }
  }
}
