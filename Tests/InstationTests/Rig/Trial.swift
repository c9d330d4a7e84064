import Archive
import COSEM
import Foundation
import HAL
import Instation
import LineModel
import Outstation
import OutstationService

/// One case of an enumeration: a meter, a line, what goes wrong, and a name that replays it.
struct Trial {
  enum Line: String, CaseIterable {
    case hdlc128 = "hdlc-128-1"
    case hdlc2030 = "hdlc-2030-7"
    case wrapper = "wrapper"
    case gmac = "wrapper-gmac"
    case optical = "optical"

    var kind: LinkKind {
      switch self {
      case .hdlc128: VirtualInstallation.hdlc(information: 128, window: 1)
      case .hdlc2030: VirtualInstallation.hdlc(information: 2030, window: 7)
      case .wrapper, .gmac: .wrapper
      case .optical: VirtualInstallation.optical(baud: 9600)
      }
    }
  }

  static let keys = KeySet(
    (0..<16).map { UInt8($0) }, (0xD0..<0xE0).map { UInt8($0) }, title: [0x4D, 0x4D, 0x4D, 0, 0, 0, 0, 1])!

  var line: Line
  var rows = 6
  var channels = 2
  var fault = LineFaults()
  var meterFaults = TableMeter.Faults()
  var compression = ProfileCompression.plain
  /// What the case is, for its name.
  var what = "clean"

  /// The name that a failure prints: `SWIFT_METER_REPLAY=NAME swift test --filter InstationTests`.
  var id: String { "read-\(line.rawValue)-\(what)" }

  /// The case asked for alone; nil for all.
  static let replay = ProcessInfo.processInfo.environment["SWIFT_METER_REPLAY"]
  /// True for every position instead of a part of them.
  static let isWhole = ProcessInfo.processInfo.environment["SWIFT_METER_ENUMERATE"] == "all"

  var isWanted: Bool { Self.replay == nil || Self.replay == id }

  func place() -> VirtualInstallation {
    let meter = TableMeter(
      serial: "S-\(id)".suffixed(16), rows: rows, channels: channels, faults: meterFaults)
    let place = VirtualInstallation(
      meter, line.kind, LinePace(baud: 9600), isCiphered: line == .gmac, compression: compression)
    place.faults = fault
    return place
  }

  func installation(_ place: VirtualInstallation) -> MeterInstallation {
    var installation = place.installation
    if line == .hdlc128 || line == .optical { installation.information = 128 }
    if line == .hdlc128 { installation.window = 1 }
    if line == .gmac { installation.credentials = .gmac(Self.keys) }
    return installation
  }

  static var request: ReadRequest {
    var request = ReadRequest()
    request.profile = ReadRequest.ProfileWish(.lastDays(1))
    return request
  }
}

extension String {
  /// The last characters: names differ in their ends.
  func suffixed(_ count: Int) -> String { String(suffix(count)) }
}
