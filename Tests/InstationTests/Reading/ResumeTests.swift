import Archive
import Instation
import LineModel
import Testing

/// A read that breaks off goes on where it was: what came before is neither lost nor asked for again.
@Suite struct ResumeTests {
  @Test(arguments: [Trial.Line.hdlc128, .hdlc2030, .wrapper, .gmac]) func goesOnWhereItWas(line: Trial.Line)
    throws
  {
    let rows = 480
    func read(cutAfter position: Int?) throws -> (
      reading: MeterReading, kept: Int, place: VirtualInstallation
    ) {
      var trial = Trial(line: line, rows: rows)
      trial.what = "resume"
      let place = trial.place()
      if let position { place.faults.cut = LineFaults.Place(.toClient, position) }
      var installation = trial.installation(place)
      // Blocks, so that a broken answer has parts.
      installation.longestMessage = 1024
      var kept = 0
      let reader = MeterReader(installation, driver: .genericCOSEM, surroundings: place.surroundings())
      var request = ReadRequest()
      request.profile = ReadRequest.ProfileWish(.lastDays(10))
      let reading = try reader.read(request) { kept += $0.rows.count }
      return (reading, kept, place)
    }
    let whole = try read(cutAfter: nil)
    #expect(whole.kept == rows)
    for part in [3, 5, 7, 9] {
      let broken = try read(cutAfter: whole.place.toClient * part / 10)
      let profile = try #require(broken.reading.profiles.first)
      #expect(profile.findings.resumed == 1, "\(line) \(part)/10")
      #expect(profile.rows == whole.reading.profiles.first?.rows, "\(line) \(part)/10")
      // Every period is handed over once.
      #expect(broken.kept == rows, "\(line) \(part)/10")
      // A second association and description, and the block that broke: not the profile again.
      #expect(broken.place.toClient < whole.place.toClient * 12 / 10 + 1500, "\(line) \(part)/10")
    }
  }
}
