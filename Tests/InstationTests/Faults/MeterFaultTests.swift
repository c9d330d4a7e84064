import Archive
import COSEM
import Instation
import LineModel
import Testing

/// Meters that do odd things: what is kept is right, and what is said about them is what one needs to know.
@Suite struct MeterFaultTests {
  private func run(_ trial: Trial, attempts: Int = 1) throws -> TrialOutcome {
    let outcome = try trial.run(try MeterArchive(path: ":memory:"), attempts: attempts)
    #expect(outcome.wrong.isEmpty, "\(trial.id): \(outcome.wrong.prefix(3))")
    return outcome
  }

  @Test(arguments: [2, 3, 5, 7, 11]) func rowRepeatedPerBlock(every: Int) throws {
    var trial = Trial(line: .hdlc128, rows: 40)
    trial.meterFaults.repeatsRowEvery = every
    trial.what = "repeats-\(every)"
    let outcome = try run(trial)
    let profile = try #require(outcome.reading?.profiles.first)
    #expect(profile.findings.repeated > 0)
    // What was left out is asked for again; where it is never given, the gap is told.
    #expect(outcome.reads == 1 || profile.findings.missing > 0 || profile.rows.count < 40)
  }

  @Test(arguments: Array(1...41)) func columnsChangeMidway(after: Int) throws {
    var trial = Trial(line: .hdlc128, rows: 40)
    trial.meterFaults.changesColumnsAfter = after
    trial.what = "columns-\(after)"
    let outcome = try run(trial)
    if let failure = outcome.failures.first {
      #expect(failure.kind == .inconsistent, "\(trial.id): \(failure)")
      #expect(failure.likely.contains("read"), "\(trial.id): \(failure)")
    } else {
      #expect(outcome.reading != nil)
    }
  }

  @Test func refusedRegisters() throws {
    var trial = Trial(line: .wrapper)
    trial.meterFaults.refusesRegisters = true
    let place = trial.place()
    let reader = MeterReader(
      trial.installation(place), driver: .genericCOSEM, surroundings: place.surroundings())
    var request = ReadRequest()
    request.registers = true
    let reading = try reader.read(request)
    #expect(reading.registers.count == 2)
    for register in reading.registers {
      #expect(register.value == nil)
      let failure = try #require(register.failure)
      #expect(failure.what.hasPrefix("refused"))
      #expect(!failure.likely.isEmpty)
    }
  }

  @Test func refusedScalers() throws {
    var trial = Trial(line: .wrapper)
    trial.meterFaults.refusesScalers = true
    let outcome = try run(trial)
    #expect(outcome.reads == 1)
    #expect(outcome.reading?.profiles.first?.description.scales.allSatisfy { $0 == nil } == true)
  }

  @Test func refusedPeriod() throws {
    var trial = Trial(line: .wrapper)
    trial.meterFaults.refusesPeriod = true
    let outcome = try run(trial)
    #expect(outcome.reads == nil)
    #expect(outcome.failures.first?.kind == .notOffered)
    #expect(outcome.failures.first?.likely.contains("--period") == true)
  }

  /// Slower than the turnaround that one would think of, faster than the patience: everything comes.
  @Test(arguments: [500, 2000, 4500]) func slowMeter(milliseconds: Int64) throws {
    for line in [Trial.Line.hdlc128, .hdlc2030, .wrapper] {
      var trial = Trial(line: line)
      trial.fault.delayNanoseconds = milliseconds * 1_000_000
      trial.what = "slow-\(milliseconds)"
      #expect(try run(trial).reads == 1, "\(trial.id)")
    }
  }

  @Test func tooSlowMeter() throws {
    for line in [Trial.Line.hdlc128, .wrapper] {
      var trial = Trial(line: line)
      trial.fault.delayNanoseconds = 60_000_000_000
      trial.what = "too-slow"
      let outcome = try run(trial)
      #expect(outcome.reads == nil)
      #expect(outcome.failures.first?.kind == .noAnswer)
    }
  }

  @Test func echo() throws {
    for line in [Trial.Line.hdlc128, .hdlc2030, .optical] {
      var trial = Trial(line: line)
      trial.fault.hasEcho = true
      trial.what = "echo"
      let place = trial.place()
      var installation = trial.installation(place)
      installation.rules.hasEcho = true
      let reader = MeterReader(installation, driver: .genericCOSEM, surroundings: place.surroundings())
      #expect(try reader.read(Trial.request).profiles.first?.rows.count == trial.rows, "\(trial.id)")
    }
    // HDLC knows its own frames by their addresses.
    var trial = Trial(line: .hdlc128)
    trial.fault.hasEcho = true
    trial.what = "echo-untold"
    #expect(try run(trial).reads == 1)
  }

  /// Another meter behind the same address after a break: nothing of it is taken.
  @Test func anotherMeterAnswers() throws {
    var trial = Trial(line: .hdlc128)
    trial.what = "first"
    let first = trial.place()
    trial.what = "second"
    let second = trial.place()
    first.faults.cut = LineFaults.Place(.toClient, 450)
    var opened = 0
    var surroundings = first.surroundings()
    surroundings.open = { (installation) throws(LineError) in
      opened += 1
      return (opened == 1 ? first : second).open(installation)
    }
    let reader = MeterReader(trial.installation(first), driver: .genericCOSEM, surroundings: surroundings)
    do {
      _ = try reader.read(Trial.request)
      Issue.record("read two meters as one")
    } catch {
      #expect(error.kind == .inconsistent)
      #expect(error.likely.contains("another meter answers"))
    }
  }
}
