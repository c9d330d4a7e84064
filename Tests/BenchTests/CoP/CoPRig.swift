import COSEM
import HAL
import Instation
import Outstation

@testable import Bench
@testable import OutstationService

/// A bench with a simulated meter on it, in virtual time.
final class CoPRig {
  /// 2026-11-02T22:17:31Z: the change of local time is among the rows.
  static let start: Int64 = 1_793_657_851
  static let passwords = ["level1", "level2", "level3", "level4"]

  let shared: SimulatedLink.Shared
  let clock = VirtualClock(startSeconds: start)
  let kind: SimulatedKind
  let isHDLC: Bool
  var options: CoPOptions

  init(
    _ kind: SimulatedKind = .cop, code: CodeOfPractice = .cop5, days: Int = 32, faults: [String] = [],
    isSettlement: Bool = false, isHDLC: Bool = true
  ) {
    var simulation = SimulationOptions()
    simulation.isLive = true
    simulation.isSettlement = isSettlement
    simulation.faults = Set(faults.map { SimulatedFault($0)! })
    var settings = OutstationSettings()
    for (index, word) in Self.passwords.enumerated() {
      let octets = Array(word.utf8)
      _ = settings.setPassword(octets.span.bytes, level: index + 1)
    }
    simulation.setRatios(&settings)
    var meter = SimulatedMeter(
      kind, days: days, startSeconds: Self.start, seed: 1, options: simulation)
    simulation.tell(Self.passwords[0], in: &meter)
    shared = SimulatedLink.Shared(
      meter: meter, settings: settings, personality: simulation.personality(kind))
    self.kind = kind
    self.isHDLC = isHDLC
    options = CoPOptions(code)
    options.fullLoadWatts = kind == .cop || isSettlement ? 25_000 : 50_000
    var expected = MeterTechnicalDetails()
    expected.serial = "12345678"
    expected.currentRatio = "200/5"
    expected.hasPasswordLevel1 = true
    options.expected = expected
  }

  /// A run; with `isBench` everything is tried that a bench may do.
  func run(isBench: Bool = true) throws -> CoPBench.Run {
    var place = MeterInstallation(.tcp(host: "simulated", port: 4059))
    place.framing = isHDLC ? .hdlc : .wrapper
    place.credentials = .password(Secret(Array("level1".utf8)))
    let clock = clock
    let (shared, isHDLC) = (shared, isHDLC)
    var surroundings = MeterReader.Surroundings(
      open: { _ in SimulatedMeterLine(SimulatedLink(shared, isHDLC: isHDLC), clock) },
      wallClock: {
        WallClockReading(
          utcNanoseconds: clock.startSeconds * 1_000_000_000 + clock.now, isSynchronised: true)
      }, pause: { clock.now += $0 }, entropy: Key128(InlineArray(repeating: 7)))
    surroundings.isCancelled = { clock.messages >= clock.stopsAt }
    var setUp: CoPBenchSetUp?
    if isBench {
      var bench = try CoPBenchSetUp(
        passwords: Self.passwords.prefix(3).map { Secret(Array($0.utf8)) }, confirmedSerial: "12345678")
      bench.mayResetDemand = true
      bench.conditions = SimulatedConditions(shared, clock)
      setUp = bench
    }
    let bench = CoPBench(
      place, driver: kind == .cop ? .genericCOSEM : .prometer100, surroundings: surroundings,
      options: options, setUp: setUp)
    return try bench.run()
  }
}

/// Conditions of a simulated meter.
final class SimulatedConditions: CoPConditions {
  let shared: SimulatedLink.Shared
  let clock: VirtualClock
  let name = "the simulator"

  init(_ shared: SimulatedLink.Shared, _ clock: VirtualClock) {
    self.shared = shared
    self.clock = clock
  }

  func begin(flag: Int) -> Bool {
    shared.outstation.meter.begin(flag: flag, now: clock.now)
    return true
  }
  func end(flag: Int) { shared.outstation.meter.end(flag: flag, now: clock.now) }
  func dropSupply() -> Bool {
    shared.outstation.meter.dropSupply(now: clock.now)
    return true
  }
  func restoreSupply() { shared.outstation.meter.restoreSupply(now: clock.now) }
}

extension CoPBench.Run {
  /// Rules that were not passed although they were judged, with their verdicts.
  var broken: [String: CoPVerdict] {
    Dictionary(
      uniqueKeysWithValues: results.filter { $0.verdict == .fail || $0.verdict == .warn }.map {
        ($0.rule, $0.verdict)
      })
  }

  /// Each result in a line, for failures of tests.
  var lines: String {
    results.map { "\($0.verdict.rawValue) \($0.rule): \($0.measured) [\($0.reason)]" }.joined(separator: "\n")
      + "\n" + seen.notes.joined(separator: "\n")
  }
}
