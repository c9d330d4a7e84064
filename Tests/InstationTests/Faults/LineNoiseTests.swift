import Archive
import Foundation
import Instation
import LineModel
import Testing

/// Sessions on a line that damages one octet in a thousand, both ways. Whatever is accepted is what the meter holds, and
/// once the line is quiet the port answers as ever. `tools/noise` runs 1000 sessions.
///
/// Not on the bare wrapper: it has no check of its own and relies on TCP's.
@Suite struct LineNoiseTests {
  static let lines = [Trial.Line.hdlc128, .hdlc2030, .optical]
  static let perMillion: UInt32 = 1000
  static let sessions =
    ProcessInfo.processInfo.environment["SWIFT_METER_NOISE"].flatMap { Int($0) } ?? 45

  @Test(arguments: lines) func nothingWrongIsAccepted(_ line: Trial.Line) throws {
    let share = Self.lines.firstIndex(of: line)!
    var damaged = 0
    var completed = 0
    var run = 0
    for session in 0..<Self.sessions where session % Self.lines.count == share || Trial.replay != nil {
      // Rows enough that most sessions meet damage.
      var trial = Trial(line: line, rows: 40)
      trial.what = "noise-\(session)"
      guard trial.isWanted else { continue }
      if Trial.replay != nil { print("replaying \(trial.id)") }
      trial.fault.noise = LineNoise(perMillion: Self.perMillion, seed: UInt64(session) &* 0x9E37_79B9 &+ 1)
      let place = trial.place()
      let clean = trial.fault.noise
      let noisy = try trial.run(try MeterArchive(path: ":memory:"), attempts: 1, on: place)
      #expect(noisy.wrong.isEmpty, "SWIFT_METER_REPLAY=\(trial.id): \(noisy.wrong.prefix(3))")
      run += 1
      if place.faults.noise != clean, noisy.reads == nil || !noisy.failures.isEmpty { damaged += 1 }
      if noisy.reads != nil { completed += 1 }
      // The line is quiet again: one read brings everything.
      place.clock.pass(130_000_000_000)
      place.faults = LineFaults()
      let quiet = try trial.run(try MeterArchive(path: ":memory:"), attempts: 1, on: place)
      #expect(
        quiet.wrong.isEmpty && quiet.reads == 1,
        "SWIFT_METER_REPLAY=\(trial.id): the port is not usable after the noise: \(quiet.failures)")
    }
    if Trial.replay == nil {
      print(
        "\(line.rawValue): \(run) sessions, \(completed) complete in spite of the noise, \(damaged) given up")
      #expect(run > 0)
    }
  }
}
