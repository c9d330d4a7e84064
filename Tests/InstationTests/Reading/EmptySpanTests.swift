import Instation
import LineModel
import Testing

@Suite struct EmptySpanTests {
  /// A span of decades that begins long before the meter costs a handful of requests, and misses nothing.
  @Test func longBeforeTheMeter() throws {
    let place = VirtualInstallation(
      TableMeter(rows: 500, channels: 2), VirtualInstallation.hdlc(information: 2030, window: 7),
      LinePace(baud: 9600))
    let reader = MeterReader(place.installation, driver: .genericCOSEM, surroundings: place.surroundings())
    var request = ReadRequest()
    request.profile = ReadRequest.ProfileWish(.between(0, 4_102_444_800))
    let reading = try reader.read(request)
    #expect(reading.profiles.first?.rows.count == 500)
    #expect(reading.facts.turnarounds < 50)
  }
}
