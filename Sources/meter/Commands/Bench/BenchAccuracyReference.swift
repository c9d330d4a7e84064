import Bench
import COSEM
import Foundation
import Gateway
import Instation

/// A reference standard whose energy register is read over a line.
struct BenchAccuracyReference {
  /// One reading of the register.
  struct Moment {
    var nanowattHours: Int64
    /// One step of the register.
    var step: Int64
    /// Middle of the request on the clock of the edges, ns, and half its length.
    var nanoseconds: Int64
    var latency: Int64
  }

  private let meter: CollectedMeter
  private let collector: MeterCollector
  /// What the line said, secrets masked.
  let recording: Recorded

  /// Text of a session.
  final class Recorded: @unchecked Sendable {
    // Filled and read on the collector's thread, one read at a time.
    var text = ""
  }

  init(_ target: String, _ place: InstallationOptions, register: String) throws {
    guard let target = MeterTarget(target) else {
      throw CommandFailure(
        .usage, "--reference is tcp:host:port, serial:/dev/… or optical:/dev/…, not '\(target)'")
    }
    guard let name = OBIS(register) else {
      throw CommandFailure(
        .usage, "--reference-register takes a code of six groups, e.g. 1.0.1.8.0.255, not '\(register)'")
    }
    guard var driver = ReadingDriver.named(place.driver) else {
      throw CommandFailure(.usage, "--driver is \(ReadingDriver.all.map(\.name).joined(separator: " or "))")
    }
    driver.registers = [ReadingDriver.Object(3, name)]
    var request = ReadRequest()
    request.registers = true
    meter = CollectedMeter(
      name: "reference", installation: try place.installation(target), way: .cosem(driver), request: request)
    let recorded = Recorded()
    recording = recorded
    var watch = MeterCollector.Watch()
    watch.line = { _, event in recorded.text += event.text + "\n" }
    collector = MeterCollector(archive: nil, watch: watch)
  }

  /// Reads the register; `now` is the clock of the meter's edges.
  func read(now: () -> Int64) throws -> Moment {
    let before = now()
    let outcome = collector.collect([meter], parallel: 1)[0]
    let after = now()
    guard let reading = outcome.reading else {
      throw CommandFailure(.device, "the reference cannot be read: \(outcome.failure ?? "failed")")
    }
    guard let register = reading.registers.first, let value = register.value, let scale = register.scale,
      (30...32).contains(scale.unit)
    else {
      throw CommandFailure(.device, "the reference's register is no energy with scaler and unit")
    }
    // Wh times ten to the power of the scaler, in nWh.
    let power = Int(scale.scaler) + 9
    guard (0...18).contains(power) else {
      throw CommandFailure(.device, "the reference's scaler \(scale.scaler) is out of range")
    }
    var step: Int64 = 1
    for _ in 0..<power { step *= 10 }
    let (energy, isTooLarge) = value.multipliedReportingOverflow(by: step)
    guard !isTooLarge else { throw CommandFailure(.device, "the reference's register does not fit") }
    return Moment(
      nanowattHours: energy, step: step, nanoseconds: before + (after - before) / 2,
      latency: (after - before) / 2)
  }
}
