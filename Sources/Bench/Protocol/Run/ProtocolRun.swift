import COSEM
import Foundation
import Instation

/// Runs the protocol approval script on a meter, a step at a time; every step is kept as soon as it is done.
public final class ProtocolRun {
  /// How a run is set up.
  public struct SetUp {
    /// Passwords and the serial number that somebody typed.
    public var bench: CoPBenchSetUp
    /// The set-up sheet.
    public var sheet: ProtocolSheet
    /// The code that the script is for.
    public var code: CodeOfPractice
    /// Whole days (UTC) of the collections.
    public var days: Int64 = 1
    /// Limit of the clock in seconds.
    public var clockLimit = 20.0

    /// A set-up.
    public init(bench: CoPBenchSetUp, sheet: ProtocolSheet, code: CodeOfPractice) {
      self.bench = bench
      self.sheet = sheet
      self.code = code
    }
  }

  /// The set-up sheet as a step of its own.
  public static let sheetStep = "SETUP"

  let setUp: SetUp
  let hands: any ProtocolHands
  let folder: ProtocolFolder
  let observer: (any BenchObserver)?
  let line: ProtocolLine
  /// What is kept.
  public internal(set) var state: ProtocolState
  /// What the step under way did, and its raw files.
  var notes: [String] = []
  var raw: [String: Data] = [:]
  var facts: [String: String] = [:]
  private var hasReadClock = false

  /// The script.
  public var steps: [ProtocolStep] { ProtocolScript.steps(setUp.code) }
  /// Steps without a result, in order.
  public var open: [String] {
    ([Self.sheetStep] + steps.map(\.id)).filter { state.last($0) == nil }
  }

  /// Begins a test in `folder`, or goes on with the one that is there.
  public init(
    _ installation: MeterInstallation, driver: ReadingDriver, surroundings: MeterReader.Surroundings,
    setUp: SetUp, hands: any ProtocolHands, folder: ProtocolFolder, observer: (any BenchObserver)? = nil
  ) throws {
    self.setUp = setUp
    self.hands = hands
    self.folder = folder
    self.observer = observer
    line = ProtocolLine(
      installation, driver, surroundings, setUp.bench, stepSeconds: hands is SimulatorControl ? 15 : 1)
    guard !folder.isFinished else {
      throw CoPOptionError(reason: "holds finished evidence, which is never written over; name a new folder")
    }
    let identity = try line.identity()
    for fact in identity.facts { facts[fact.label] = fact.words }
    guard !identity.serial.isEmpty, identity.serial == setUp.bench.confirmedSerial else {
      throw MeterReadError(
        .configuration, doing: "preparing the test", came: "serial number '\(identity.serial)'",
        likely: "another meter than '\(setUp.bench.confirmedSerial)' that was confirmed; nothing was changed")
    }
    if let known = try folder.state() {
      guard known.serial == identity.serial, known.cop == setUp.code.rawValue, known.sheet == setUp.sheet
      else {
        throw CoPOptionError(
          reason:
            "holds the test of meter \(known.serial), CoP \(known.cop), with its own sheet; use the same again"
        )
      }
      state = known
    } else {
      state = ProtocolState(
        cop: setUp.code.rawValue, target: "\(installation.target)", serial: identity.serial,
        sheet: setUp.sheet, startedAt: UTCText.of(line.wallSeconds))
      try keep()
    }
  }

  var secrets: [[UInt8]] { setUp.bench.secrets.map(\.octets) }

  func keep() throws { try folder.keep(state, secrets: secrets) }

  /// Notes that a run ends before its script does.
  public func pause() throws {
    state.interruptions.append(
      "\(UTCText.of(line.wallSeconds)): paused, open: \(open.joined(separator: " "))")
    try keep()
  }

  /// Puts right what a run that broke off may have left, and says what it did; nil for nothing to do.
  public func recover() throws -> String? {
    guard let step = state.begun else { return nil }
    line.isRestoring = true
    defer { line.isRestoring = false }
    guard hands.clear(after: step) != .pause else { throw ProtocolPause() }
    let isRight = try line.setClock(step: 0)
    state.disturbedAt = try line.meterSeconds()
    state.begun = nil
    let text =
      "\(UTCText.of(line.wallSeconds)): \(step) had broken off; conditions ended, clock \(isRight ? "reset" : "NOT reset: refused")"
    state.interruptions.append(text)
    try keep()
    return text
  }

  /// Does a step and keeps what came of it. Throws where the line fails or somebody pauses: then nothing of the attempt counts,
  /// and what it changed is put right.
  public func run(_ id: String) throws -> EvidenceCase {
    let started = UTCText.of(line.wallSeconds)
    observer?.take(.began(id: id))
    if !hasReadClock { try readClock(after: "start") }
    notes = []
    raw = [:]
    line.forget()
    state.begun = id
    try keep()
    var test: EvidenceCase
    do {
      test = try id == Self.sheetStep ? sheetCase() : stepCase(id)
    } catch {
      _ = try? recover()
      throw error
    }
    let number = state.attempts.count { $0.step == id } + 1
    raw["recording.txt"] = line.recording
    for (name, data) in raw.sorted(by: { $0.key < $1.key }) {
      let name = "attempt-\(number)-\(name)"
      try folder.keep(raw: data, id, name, secrets: secrets)
      test.rawFiles.append(name)
    }
    test.steps = notes
    state.begun = nil
    state.attempts.append(
      ProtocolState.Attempt(
        step: id, number: number, startedAt: started, endedAt: UTCText.of(line.wallSeconds), test: test))
    try keep()
    observer?.take(.ended(test))
    try readClock(after: id)
    return test
  }

  /// Reads the clock between steps, where nothing depends on it: a reading that fails is left out.
  private func readClock(after step: String) throws {
    hasReadClock = true
    guard let reading = line.clockReading(after: step) else { return }
    state.clock = (state.clock ?? []) + [reading]
    try keep()
  }

  private func stepCase(_ id: String) throws -> EvidenceCase {
    guard let step = steps.first(where: { $0.id == id }) else {
      throw CoPOptionError(reason: "no step '\(id)'")
    }
    var test = EvidenceCase(
      id: id, title: step.title, origin: "BSCP601 protocol test script, source \(step.source)",
      purpose: "\(step.method). Expected: \(step.expectation).")
    if setUp.sheet.notFitted?.contains(id) == true {
      test.checks = [check("not fitted", "where fitted", "not fitted, by the set-up sheet", nil, step.source)]
      return test
    }
    switch step.kind {
    case .collect: try collect(&test, step)
    case .collectAgain: try collectAgain(&test, step)
    case .wrongPassword: try tryWrongPassword(&test, step)
    case .rightPassword: try tryRightPassword(&test, step)
    case .clockWrong: try resetClockWrongly(&test, step)
    case .clockSlow: try resetClock(&test, step, off: -600)
    case .clockFast: try resetClock(&test, step, off: 600)
    case .phases: try failPhases(&test, step)
    case .supply: try failSupply(&test, step)
    case .condition, .dataChange: try makeCondition(&test, step)
    }
    return test
  }

  // MARK: Checks

  /// A check; `isGood` nil for one that was not run. Only verified and derived sources fail.
  func check(
    _ name: String, _ expected: String, _ found: String, _ isGood: Bool?, _ source: String
  ) -> EvidenceCheck {
    let status = CoPSource(source).status
    let verdict: EvidenceVerdict =
      switch isGood {
      case true?: .pass
      case false?: status.canFail ? .fail : .warn
      case nil: .notRun
      }
    return EvidenceCheck(
      name, expected: expected, found: found, verdict: verdict, source: source,
      status: EvidenceRuleStatus(rawValue: status.rawValue))
  }
}

/// Somebody wants to go on later.
public struct ProtocolPause: Error {
  /// Later.
  public init() {}
}
