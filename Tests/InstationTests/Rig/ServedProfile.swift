import COSEM
import LineModel
import Outstation
import Testing

/// The profile of a meter as its outstation sends it, and what it holds.
struct ServedProfile {
  let octets: [UInt8]
  /// Stamp and cells of every row.
  let rows: [[Int64]]
  static let channels = 4

  /// Asks for all of it.
  init(_ compression: ProfileCompression, rows: Int) throws {
    let meter = TableMeter(rows: rows, channels: Self.channels)
    self.rows = (0..<rows).map {
      [meter.startSeconds(ofRow: $0) + Int64(meter.periodSeconds)] + meter.cells(ofRow: $0)
    }
    let place = VirtualInstallation(meter, .wrapper, LinePace(baud: 9600), compression: compression)
    var session = OutstationSession<512, 512>()
    func send(_ request: [UInt8]) -> [UInt8] {
      session.respond(
        client: 17, to: request, capacity: 65_000, outstation: &place.outstation.outstation, now: 0)
    }
    // Client 17 with the password "level1", then GET of attribute 2.
    let association: [UInt8] =
      [
        0x60, 0x34, 0xA1, 0x09, 0x06, 0x07, 0x60, 0x85, 0x74, 0x05, 0x08, 0x01, 0x01, 0x8A, 0x02, 0x07, 0x80,
        0x8B,
        0x07, 0x60, 0x85, 0x74, 0x05, 0x08, 0x02, 0x01, 0xAC, 0x08, 0x80, 0x06,
      ] + Array("level1".utf8) + [
        0xBE, 0x10, 0x04, 0x0E, 0x01, 0, 0, 0, 0x06, 0x5F, 0x1F, 0x04, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
      ]
    _ = send(association)
    let answer = send([0xC0, 1, 0xC1, 0, 7, 1, 0, 99, 1, 0, 255, 2, 0])
    try #require(answer.starts(with: [0xC4, 1, 0xC1, 0]))
    octets = Array(answer.dropFirst(4))
  }
}
