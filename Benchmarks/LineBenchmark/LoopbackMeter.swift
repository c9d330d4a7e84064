import DataLink
import Foundation
import LineModel
import Outstation
import OutstationService

/// The meter of the loopback benchmarks, in a process of its own: 4 320 rows of a clock and eight numbers.
enum LoopbackMeter {
  /// Serves on any free port of 127.0.0.1, whose number goes to stdout; HDLC with these limits, else the wrapper.
  static func serve(information: UInt16?, window: UInt8) throws {
    var settings = OutstationSettings()
    try settings.setPasswords(["level1", "level2", "level3", "level4"], from: "passwords")
    let shared = SharedOutstation(
      meter: TableMeter(rows: EfficiencyRun.rows, channels: EfficiencyRun.channels), settings: settings,
      personality: .codeOfPractice)
    let kind = information.map { VirtualInstallation.hdlc(information: $0, window: window) } ?? .wrapper
    let server = OutstationServer(shared, kind: kind, rules: LineRules())
    let port = try server.listen(address: "127.0.0.1", port: 0)
    FileHandle.standardOutput.write(Data("ready on 127.0.0.1:\(port)\n".utf8))
    server.run { false }
  }
}
