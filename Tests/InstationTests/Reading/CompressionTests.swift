import Instation
import LineModel
import Outstation
import Testing

/// The same rows however they are written: plain, times left out, as a compact array.
@Suite struct CompressionTests {
  @Test(
    "Every cell and time, through blocks, windows and ciphers",
    arguments: [ProfileCompression.plain, .nullData, .compactArray],
    [Trial.Line.hdlc128, .hdlc2030, .wrapper, .gmac])
  func reads(_ compression: ProfileCompression, _ line: Trial.Line) throws {
    var trial = Trial(line: line, rows: 480)
    trial.what = "compression"
    trial.compression = compression
    let place = trial.place()
    var installation = trial.installation(place)
    installation.longestMessage = 700
    let reader = MeterReader(installation, driver: .genericCOSEM, surroundings: place.surroundings())
    var request = ReadRequest()
    request.profile = ReadRequest.ProfileWish(.lastDays(10))
    let profile = try #require(try reader.read(request).profiles.first)
    #expect(profile.findings.isClean && profile.rows.count == 480)
    let meter = TableMeter(rows: 480, channels: trial.channels)
    #expect(profile.rows.map(\.startSeconds) == (0..<480).map { meter.startSeconds(ofRow: $0) })
    #expect(profile.rows.map(\.cells) == (0..<480).map { meter.cells(ofRow: $0).map(Optional.some) })
  }

  @Test("A read that breaks off goes on, with times left out before and after", arguments: [3, 5, 7, 9])
  func resumes(_ part: Int) throws {
    func read(cutAfter position: Int?, _ compression: ProfileCompression) throws -> (ProfileReading, Int) {
      var trial = Trial(line: .hdlc2030, rows: 480)
      trial.what = "compression"
      trial.compression = compression
      let place = trial.place()
      if let position { place.faults.cut = LineFaults.Place(.toClient, position) }
      var installation = trial.installation(place)
      installation.longestMessage = 700
      let reader = MeterReader(installation, driver: .genericCOSEM, surroundings: place.surroundings())
      var request = ReadRequest()
      request.profile = ReadRequest.ProfileWish(.lastDays(10))
      return (try #require(try reader.read(request).profiles.first), place.toClient)
    }
    let (whole, octets) = try read(cutAfter: nil, .plain)
    for compression in [ProfileCompression.nullData, .compactArray] {
      let (_, fewer) = try read(cutAfter: nil, compression)
      #expect(fewer < octets * 9 / 10)
      let (broken, _) = try read(cutAfter: fewer * part / 10, compression)
      #expect(broken.findings.resumed == 1 && broken.rows == whole.rows, "\(compression)")
    }
  }
}
