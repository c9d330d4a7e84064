import COSEM
import Instation
import LineModel
import Testing

/// Every failure says what was done, what was sent, what came, and what is likely wrong.
@Suite struct FailureMessageTests {
  private func failure(
    _ trial: Trial, _ change: (inout MeterInstallation, VirtualInstallation) -> Void = { _, _ in }
  ) throws -> MeterReadError {
    let place = trial.place()
    var installation = trial.installation(place)
    installation.retries = 1
    change(&installation, place)
    let reader = MeterReader(installation, driver: .genericCOSEM, surroundings: place.surroundings())
    do {
      let reading = try reader.read(Trial.request)
      Issue.record("\(trial.id): read \(reading.profiles.first?.rows.count ?? 0) rows")
      return MeterReadError(.noAnswer, doing: "", likely: "")
    } catch {
      #expect(!error.doing.isEmpty && !error.likely.isEmpty)
      #expect(!error.description.contains("6C6576656C31"), "a password in \(error)")
      #expect(!error.description.contains("6C 65 76 65 6C 31"), "a password in \(error)")
      return error
    }
  }

  @Test func wrongFraming() throws {
    let wrapped = try failure(Trial(line: .hdlc128)) { installation, _ in installation.framing = .wrapper }
    #expect(wrapped.likely.contains("--hdlc"))
    let framed = try failure(Trial(line: .wrapper)) { installation, _ in installation.framing = .hdlc }
    #expect(framed.kind == .line(.closed))
    #expect(framed.likely.contains("another framing"))
  }

  @Test func wrongAddress() throws {
    let error = try failure(Trial(line: .hdlc128)) { installation, _ in installation.server = 5 }
    #expect(error.kind == .noAnswer)
    #expect(error.likely.contains("client or server address"))
    #expect(error.sent.hasPrefix("7E"))
    #expect(error.came == "nothing")
  }

  @Test func wrongBaud() throws {
    // At another speed nothing that is an octet arrives.
    let error = try failure(Trial(line: .optical)) { installation, _ in installation.signOnBaud = 1200 }
    #expect(error.kind == .noAnswer)
    #expect(error.likely.contains("initial baud rate"))
  }

  @Test func wrongPassword() throws {
    let error = try failure(Trial(line: .wrapper)) { installation, _ in
      installation.credentials = .password(Secret(Array("nobody".utf8)))
    }
    #expect(error.kind == .associationRefused(diagnostic: 13))
    #expect(error.what.contains("authentication failure"))
  }

  @Test func wrongClient() throws {
    let error = try failure(Trial(line: .wrapper)) { installation, _ in installation.client = 99 }
    guard case .associationRefused = error.kind else {
      Issue.record("\(error)")
      return
    }
  }

  @Test func wrongKeys() throws {
    let error = try failure(Trial(line: .gmac)) { installation, _ in
      installation.credentials = .gmac(
        KeySet(
          [UInt8](repeating: 9, count: 16), [UInt8](repeating: 8, count: 16), title: [1, 2, 3, 4, 5, 6, 7, 8])!
      )
    }
    #expect("\(error)".contains("key") || error.what.contains("authentication"))
  }

  @Test func onlyEcho() throws {
    let error = try failure(Trial(line: .hdlc128)) { installation, place in
      place.faults.hasEcho = true
      installation.server = 5
    }
    #expect(error.likely.contains("echo"))
  }

  @Test func lineEnds() throws {
    let error = try failure(Trial(line: .wrapper)) { installation, place in
      place.faults.cut = LineFaults.Place(.toClient, 60)
      installation.retries = 0
    }
    #expect(error.kind == .line(.closed))
    #expect(error.what.contains("closed"))
  }

  @Test func noHDLCOffered() throws {
    let trial = Trial(line: .optical)
    let meter = TableMeter(rows: 1, channels: 2)
    let place = VirtualInstallation(meter, VirtualInstallation.readoutOnly(baud: 9600), LinePace(baud: 9600))
    let reader = MeterReader(
      trial.installation(place), driver: .genericCOSEM, surroundings: place.surroundings())
    do {
      _ = try reader.read(Trial.request)
      Issue.record("read without HDLC")
    } catch {
      #expect(error.kind == .notOffered || error.kind == .noAnswer, "\(error)")
      #expect(!error.likely.isEmpty)
    }
  }
}
