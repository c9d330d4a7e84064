import Instation
import LineModel
import Outstation

/// One read of 4 320 rows of a clock and eight numbers in virtual time.
struct EfficiencyRun {
  static let rows = 4320
  static let channels = 8
  /// A row: structure, 12 octets of time, eight numbers of 32 bits; and the array's head.
  static let applicationOctets = rows * 56 + 4

  var information: UInt16
  var window: UInt8
  var compression = ProfileCompression.plain
  var name: String { "\(information)/\(window)" }

  /// What a read took.
  struct Result {
    var seconds: Double
    var sent: Int
    var received: Int
    var turnarounds: Int
    /// Ideal time over time taken, association, description and release included.
    var ratio: Double
  }

  /// Reads; nil for the baud rate of an optical port stands for HDLC at once.
  func read(baud: UInt32, turnaroundMilliseconds: Int64, isOptical: Bool = false) throws -> Result {
    let pace = LinePace(baud: baud, turnaroundNanoseconds: turnaroundMilliseconds * 1_000_000)
    let kind =
      isOptical
      ? VirtualInstallation.optical(baud: baud, information: information, window: window)
      : VirtualInstallation.hdlc(information: information, window: window)
    let place = VirtualInstallation(
      TableMeter(rows: Self.rows, channels: Self.channels), kind, pace, compression: compression)
    var installation = place.installation
    installation.patienceMilliseconds = 60_000
    let reader = MeterReader(installation, driver: .genericCOSEM, surroundings: place.surroundings())
    var request = ReadRequest()
    request.profile = ReadRequest.ProfileWish(.lastDays(90))
    let reading = try reader.read(request)
    guard reading.profiles.first?.rows.count == Self.rows, reading.profiles[0].findings.isClean else {
      throw BenchmarkFailure("\(name): \(reading.profiles.first?.rows.count ?? 0) rows")
    }
    let seconds = Double(place.clock.nanoseconds) / 1e9
    return Result(
      seconds: seconds, sent: reading.facts.sentOctets, received: reading.facts.receivedOctets,
      turnarounds: reading.facts.turnarounds,
      ratio: Double(Self.applicationOctets) * 10 / Double(baud) / seconds)
  }
}

struct BenchmarkFailure: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
