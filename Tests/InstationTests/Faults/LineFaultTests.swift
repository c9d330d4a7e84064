import Archive
import Instation
import LineModel
import Testing

/// Every place of a session where the line may break or spoil an octet. Whatever happens: no period in the archive
/// that the meter does not have, none twice, and reading again completes it.
@Suite struct LineFaultTests {
  /// Positions where frames or messages begin, and the middle of each.
  private static func frames(_ octets: [UInt8], _ line: Trial.Line) -> [Int] {
    var starts: [Int] = []
    var position = 0
    if line == .optical { position = octets.firstIndex(of: 0x7E) ?? octets.count }
    while position + 8 <= octets.count {
      starts.append(position)
      let isHDLC = octets[position] == 0x7E
      let count =
        isHDLC
        ? (Int(octets[position + 1] & 7) << 8 | Int(octets[position + 2])) + 2
        : (Int(octets[position + 6]) << 8 | Int(octets[position + 7])) + 8
      starts.append(position + count / 2)
      position += count
    }
    return starts
  }

  /// Octets of a clean session, both ways.
  private static func session(_ line: Trial.Line) throws -> [LineFaults.Direction: [UInt8]] {
    let trial = Trial(line: line)
    let place = trial.place()
    place.records = [.toMeter: [], .toClient: []]
    let reader = MeterReader(
      trial.installation(place), driver: .genericCOSEM, surroundings: place.surroundings())
    let reading = try reader.read(Trial.request)
    #expect(reading.profiles.first?.rows.count == trial.rows)
    return place.records
  }

  private static func check(_ trials: [Trial]) throws {
    let wanted = trials.filter(\.isWanted)
    let archive = try MeterArchive(path: ":memory:")
    if Trial.replay != nil { for trial in wanted { print("replaying \(trial.id)") } }
    for trial in wanted {
      let outcome = try trial.run(archive)
      let isComplete = outcome.reads != nil
      #expect(
        outcome.wrong.isEmpty && isComplete,
        "SWIFT_METER_REPLAY=\(trial.id): \(outcome.wrong.prefix(3)), reads \(outcome.reads ?? 0), \(outcome.failures)"
      )
    }
  }

  @Test(arguments: Trial.Line.allCases)
  func dropAtEveryFrame(_ line: Trial.Line) throws {
    let session = try Self.session(line)
    var trials: [Trial] = []
    for direction in LineFaults.Direction.allCases {
      for position in Self.frames(session[direction]!, line) {
        var trial = Trial(line: line)
        trial.fault.cut = LineFaults.Place(direction, position)
        trial.what = "cut-\(direction.rawValue)-\(position)"
        trials.append(trial)
      }
    }
    #expect(trials.count > 20)
    try Self.check(trials)
  }

  /// Not on the bare wrapper: it has no check of its own and relies on TCP's.
  @Test(arguments: [Trial.Line.hdlc128, .hdlc2030, .gmac, .optical])
  func spoilEveryOctet(_ line: Trial.Line) throws {
    let session = try Self.session(line)
    var trials: [Trial] = []
    // A part of the positions by default, another bit at each.
    let stride = Trial.isWhole || Trial.replay != nil ? 1 : line == .hdlc128 ? 1 : 7
    for direction in LineFaults.Direction.allCases {
      for position in Swift.stride(from: 0, to: session[direction]!.count, by: stride) {
        var trial = Trial(line: line)
        trial.fault.corrupt = LineFaults.Place(direction, position)
        trial.fault.mask = 1 << UInt8(position % 8)
        trial.what = "spoil-\(direction.rawValue)-\(position)"
        trials.append(trial)
      }
    }
    #expect(trials.count > 80)
    try Self.check(trials)
  }

  /// The meter restarts at every request of a session.
  @Test(arguments: Trial.Line.allCases)
  func restartAtEveryRequest(_ line: Trial.Line) throws {
    var trials: [Trial] = []
    for request in 1...24 {
      var trial = Trial(line: line)
      trial.fault.restartAfterRequests = request
      trial.what = "restart-\(request)"
      trials.append(trial)
    }
    try Self.check(trials)
  }
}
