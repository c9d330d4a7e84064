import COSEM
import Instation

/// Measures a meter against the rules of a Code of Practice. Reads only, unless it is given a bench set-up.
public final class CoPBench {
  /// What came of a run.
  public struct Run: Sendable {
    /// What was seen.
    public var seen: CoPObservations
    /// A result for every rule of the code.
    public var results: [CoPResult]
    /// What went over the line; secrets are masked.
    public var recording: Recording

    /// Rules that fail the meter.
    public var failed: [CoPResult] { results.filter { $0.verdict == .fail } }
  }

  private let session: MeterSession
  private let options: CoPOptions
  private let setUp: CoPBenchSetUp?

  /// A bench for the meter of an installation. `setUp` allows to write to it.
  public init(
    _ installation: MeterInstallation, driver: ReadingDriver, surroundings: MeterReader.Surroundings,
    options: CoPOptions, setUp: CoPBenchSetUp? = nil
  ) {
    session = MeterSession(installation, driver, surroundings)
    self.options = options
    self.setUp = setUp
  }

  /// Measures everything. Throws where the meter cannot be read; what a bench changed is restored first.
  public func run(progress: @escaping (String) -> Void = { _ in }) throws(MeterReadError) -> Run {
    let collector = CoPCollector(session, options, progress: progress)
    try collector.collect()
    if let setUp { try CoPTrialRun(collector, setUp).run() }
    var seen = collector.seen
    let secrets = (session.installation.secrets + (setUp?.secrets ?? [])).filter { !$0.octets.isEmpty }
    var events = session.events
    if !secrets.isEmpty {
      let found = SecretSearch.count(secrets, in: events)
      seen.secretsFound = found
      if found > 0 {
        // The evidence says that it was told, not what.
        events = SecretSearch.masked(secrets, in: events)
        for index in seen.facts.indices {
          seen.facts[index].words = SecretSearch.masked(secrets, in: seen.facts[index].words)
        }
      }
    }
    return Run(seen: seen, results: CoPJudge(seen, options).results(), recording: Recording(events))
  }
}

extension MeterInstallation {
  /// The password that the installation uses.
  var secrets: [Secret] {
    if case .password(let password) = credentials { return [password] }
    return []
  }
}
