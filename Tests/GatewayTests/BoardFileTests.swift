import Foundation
import MeterCore
import Testing

@testable import Gateway

@Suite struct BoardFileTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("boards")

  static let good = """
    version: 1
    name: bench
    channels:
      - name: import
        quantity: active_import
        element: 1
        pulses_per_kilowatt_hour: 1000
        filter_ms: 10
        input: {type: gpio, chip: pinctrl-bcm2711, line: GPIO17, active: low, bias: pull_up}
      - name: export
        quantity: active_export
        pulses_per_kilowatt_hour: 33.33
        input: {type: gpio, chip: pinctrl-bcm2711, line: 27}
    profile: {period_minutes: 5, days: 90}
    storage: {commit_interval_s: 30}
    serial_ports:
      - {name: optical, device: /dev/ttyUSB0, baud: 300, format: 7E1}
    """

  @Test func reads() throws {
    let board = try BoardFile.parse(Self.good, file: "b.yaml")
    #expect(board.channels.count == 2)
    #expect(board.period == .minutes5 && board.profileRows == 90 * 288)
    #expect(board.channels[0].gpioLine?.isActiveLow == true)
    #expect(board.channels[1].configuration.pulseEnergy == EnergyRatio(pulses: 3333, perKilowattHours: 100))
    #expect(board.serialPorts[0].settings.dataBits == 7)
  }

  /// What is replaced, by what, and where and why it must be refused.
  static let refused: [(from: String, to: String, place: String, reason: String)] = [
    ("version: 1", "version: 2", "1:10", "version 2 is not known"),
    ("version: 1\n", "", "1:1", "needs 'version: 1'"),
    ("filter_ms: 10", "filter_us: 10", "8:5", "unknown key 'filter_us'"),
    ("filter_ms: 10", "filter_ms: 10ms", "8:16", "without a unit"),
    ("filter_ms: 10", "filter_ms: 25", "8:16", "less than 'shortest_pulse_ms'"),
    ("quantity: active_import", "quantity: kwh", "5:15", "must be one of active_import"),
    ("pulses_per_kilowatt_hour: 1000", "pulses_per_kilovar_hour: 1000", "7:30", "wrong unit"),
    ("pulses_per_kilowatt_hour: 1000", "pulses_per_kilowatt_hour: 0", "7:31", "positive constant"),
    ("line: 27", "line: GPIO17", "13:12", "already used by channel 'import'"),
    ("name: export", "name: import", "10:11", "used twice"),
    ("period_minutes: 5", "period_minutes: 7", "14:27", "5, 10, 15, 20 or 30"),
    ("commit_interval_s: 30", "commit_interval_s: 0", "15:30", "1 to 3600"),
    ("format: 7E1", "format: 9X1", "17:62", "like 8N1 or 7E1"),
    ("active: low", "active: yes", "9:70", "must be one of high, low"),
    ("type: gpio, chip", "type: spi, chip", "9:19", "must be one of gpio, simulated"),
    ("name: bench", "name: bench\nname: again", "", "duplicate"),
    ("channels:\n", "channels: [\n", "", "flow node"),
    ("name: bench\n", "name: bench\nmqtt: {}\n", "3:1", "unknown key 'mqtt'"),
  ]

  @Test("Every wrong entry is refused with line, column and reason", arguments: 0..<Self.refused.count)
  func refuses(number: Int) throws {
    let entry = Self.refused[number]
    let text = Self.good.replacing(entry.from, with: entry.to)
    #expect(text != Self.good)
    do {
      _ = try BoardFile.parse(text, file: "b.yaml")
      Issue.record("accepted: \(entry.to)")
    } catch let error as BoardFileError {
      let place = "b.yaml:" + (entry.place.isEmpty ? "" : entry.place + ": ")
      #expect(error.description.hasPrefix(place), "\(error)")
      #expect(error.description.contains(entry.reason), "\(error)")
      #expect(error.line > 0, "\(error)")
    }
  }

  @Test("A kept line request is named after its wiring: a changed board never takes over the old line")
  func keptNames() throws {
    let board = try BoardFile.parse(Self.good, file: "b.yaml")
    let name = try #require(board.channels[0].keptName)
    #expect(name == "import@pinctrl-bcm2711,GPIO17,low,pull_up")
    for change in [("line: GPIO17", "line: GPIO18"), ("active: low", "active: high"), ("pull_up", "as_is")] {
      let changed = try BoardFile.parse(Self.good.replacing(change.0, with: change.1), file: "b.yaml")
      #expect(changed.channels[0].keptName != name)
    }
    let odd = try BoardFile.parse(Self.good.replacing("GPIO17", with: "\"A:B c\""), file: "b.yaml")
    #expect(odd.channels[0].keptName == "import@pinctrl-bcm2711,A_B_c,low,pull_up")
  }

  @Test("The boards that come with the project load")
  func shippedBoards() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter {
      $0.hasSuffix(".yaml")
    }
    #expect(files.count >= 4)
    for file in files {
      let board = try BoardFile.load(Self.folder.appendingPathComponent(file).path)
      #expect(file == board.name + ".yaml")
    }
  }

  @Test(
    "Pulse constants are read exactly",
    arguments: [
      ("1000", 1_000_000, 1), ("12000", 250_000, 3), ("33.33", 100_000_000_000, 3333),
      ("2000/3", 1_500_000, 1), ("0.5", 2_000_000_000, 1),
    ] as [(String, Int64, UInt32)])
  func constants(text: String, numerator: Int64, denominator: UInt32) {
    let energy = PulseConstant.energy(parsing: text)
    #expect(energy?.numerator == numerator && energy?.denominator == denominator)
  }

  @Test(arguments: ["", "-5", "1e3", "1.", ".5", "1/0", "0", "0.0", "1/2/3", "99999999999", "abc"])
  func wrongConstants(text: String) { #expect(PulseConstant.energy(parsing: text) == nil) }
}
