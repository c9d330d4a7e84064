import Archive
import COSEM
import Foundation
import HAL
import Instation
import LineModel
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
    let place = VirtualInstallation(meter, line.kind, LinePace(baud: 9600), isCiphered: line == .gmac)
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

/// What became of a trial.
struct TrialOutcome {
  /// Reads until everything was there; nil where it never was.
  var reads: Int?
  /// Failures on the way.
  var failures: [MeterReadError] = []
  /// Findings of the last read that succeeded.
  var reading: MeterReading?
  /// Intervals in the archive that are not the meter's, and what else is wrong.
  var wrong: [String] = []
}

extension Trial {
  /// Reads into an archive, again and again until everything is there, at most `attempts` times, and compares the
  /// archive with the meter after every read.
  func run(_ archive: MeterArchive, attempts: Int = 3) throws -> TrialOutcome {
    let place = place()
    var outcome = TrialOutcome()
    let truth = Truth(place)
    for attempt in 1...attempts {
      let reader = MeterReader(
        installation(place), driver: .genericCOSEM, surroundings: place.surroundings())
      let audit = try archive.begin(target: id, driver: "generic-cosem", wanted: "test", nowSeconds: 0)
      var isIdentified = false
      do {
        let reading = try reader.read(Self.request) { (part) throws(MeterReadError) in
          do {
            if !isIdentified { try audit.identify(reader.identity!, nowSeconds: 0) }
            isIdentified = true
            try audit.keep(part)
          } catch { throw MeterReadError(.configuration, doing: "keeping", came: "\(error)", likely: "") }
        }
        try audit.identify(reading.identity, nowSeconds: 0)
        try audit.finish(reading, nowSeconds: 0)
        outcome.reading = reading
      } catch let error as MeterReadError {
        outcome.failures.append(error)
        try audit.fail(error.description, facts: reader.facts, nowSeconds: 0)
      }
      let (wrong, isComplete) = try truth.judge(archive)
      outcome.wrong += wrong
      if isComplete {
        outcome.reads = attempt
        break
      }
      // The line is left alone for a while: links and ports go back to their beginning.
      place.clock.pass(130_000_000_000)
    }
    return outcome
  }
}

/// What the meter holds.
struct Truth {
  let serial: String
  /// Channel's code to start to value.
  let values: [String: [Int64: Int64]]

  init(_ place: VirtualInstallation) {
    serial = place.serial
    values = place.truth
  }

  /// What the archive has wrong about the meter, and whether it has everything.
  func judge(_ archive: MeterArchive) throws -> (wrong: [String], isComplete: Bool) {
    guard let meter = try archive.meters().first(where: { $0.name == serial }) else { return ([], false) }
    var wrong: [String] = []
    var missing = values
    missing[TableMeter.laterColumn] = nil
    for channel in try archive.channels(of: meter.id) {
      for interval in try archive.intervals(of: channel.id, in: Int64.min...Int64.max) {
        let expected = values[channel.code]?[interval.startSeconds]
        if expected != interval.value {
          wrong.append(
            "\(channel.code) \(interval.startSeconds): \(interval.value), not \(expected.map(String.init) ?? "there")"
          )
        } else if missing[channel.code]?.removeValue(forKey: interval.startSeconds) == nil,
          channel.code != TableMeter.laterColumn
        {
          wrong.append("\(channel.code) \(interval.startSeconds) twice")
        }
      }
    }
    return (wrong, missing.values.allSatisfy(\.isEmpty))
  }
}
