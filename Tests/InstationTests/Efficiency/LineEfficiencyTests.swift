import Instation
import LineModel
import Testing

/// The time of a read on a line, without a clock: part of the ideal, application octets alone at ten bits each.
@Suite struct LineEfficiencyTests {
  private func ratio(_ information: UInt16, _ window: UInt8, milliseconds: Int64) throws -> Double {
    let (rows, channels) = (1440, 8)
    let place = VirtualInstallation(
      TableMeter(rows: rows, channels: channels),
      VirtualInstallation.hdlc(information: information, window: window),
      LinePace(baud: 9600, turnaroundNanoseconds: milliseconds * 1_000_000))
    let reader = MeterReader(
      place.installation, driver: .genericCOSEM, surroundings: place.surroundings())
    var request = ReadRequest()
    request.profile = ReadRequest.ProfileWish(.lastDays(30))
    let reading = try reader.read(request)
    #expect(reading.profiles.first?.rows.count == rows)
    #expect(reading.profiles.first?.findings.isClean == true)
    return Double(rows * 56 + 4) * 10 / 9600 / (Double(place.clock.nanoseconds) / 1e9)
  }

  @Test func longFramesAndWindows() throws {
    #expect(try ratio(2030, 7, milliseconds: 0) >= 0.97)
    #expect(try ratio(2030, 7, milliseconds: 20) >= 0.92)
  }

  @Test func shortFrames() throws {
    #expect(try ratio(128, 1, milliseconds: 0) >= 0.82)
  }
}
