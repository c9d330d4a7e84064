import ArgumentParser
import Foundation
import Gateway
import LinuxHAL
import Settlement

struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate", abstract: "Calibrate a sampled meter against a reference; keep the proof.",
    discussion: """
      Asks for a main point (gains), low points (a correction at low current) and a phase point (PF 0.5), measures \
      each, and writes a signed record into the data folder, which 'meter run' uses from its next start. The meter \
      must not be running. --points FILE takes the reference values from a file instead; see docs/calibration.md.
      """)

  @Option(help: "Board file.") var board = "/etc/swift-meter/board.yaml"
  @OptionGroup var data: DataOption
  @Option(help: "Element to calibrate, from 1; again for more. Default: all, with the same reference.")
  var element: [Int] = []
  @Option(help: "File with the points and their reference values (JSON).") var points: String?
  @Option(help: "Play this capture (WAV) instead of the board's source.") var replay: String?
  @Option(help: "Windows to average at each point, at least 10.") var windows = 25
  @Option(help: "Seconds to let a load settle before it is measured.") var settle = 2.0
  @Option(help: "Largest standard deviation of a point's mean, in ppm.") var limit = 50.0
  @Option(help: "Who calibrates, seals or unseals.") var `operator`: String?
  @Option(help: "Reference instrument and its serial number.") var instrument: String?
  @Option(help: "Serial number of the meter.") var serial: String?
  @Option(help: "Key file (default: ~/.config/swift-meter/calibration.key).") var key: String?
  @Flag(help: "Make a key.") var newKey = false
  @Flag(help: "Check the history and show it.") var history = false
  @Flag(help: "Refuse calibrations from here on.") var seal = false
  @Flag(help: "Take the seal off; needs the key and is recorded.") var unseal = false
  @Flag(help: "JSON output.") var json = false

  func validate() throws {
    guard [newKey, history, seal, unseal].count(where: { $0 }) <= 1 else {
      throw ValidationError("--new-key, --history, --seal and --unseal are separate commands")
    }
    guard (10...500).contains(windows), (0...600).contains(settle), limit > 0 else {
      throw ValidationError("--windows must be 10 to 500, --settle 0 to 600, --limit above 0")
    }
  }

  func run() throws {
    if newKey { return try makeKey() }
    let board = try loadBoard()
    guard let samples = board.samples else {
      throw CommandFailure(.usage, "\(board.name) has pulse channels; only sampled boards are calibrated")
    }
    let folder = data.folder(for: board)
    if history {
      var recorded = board
      do { try recorded.loadCalibration(from: folder) } catch let error as CalibrationError {
        // The history is as good with another board file.
        guard case .boardChanged = error else { throw error }
      }
      let history = try folder.calibrationHistory(of: board)
      let report = CalibrationReport(history)
      if json { try JSONOutput.print(report) } else { print(report.text) }
      return
    }
    do { try folder.create() } catch {
      throw CommandFailure(.device, "\(folder.path): cannot be created: \(error.localizedDescription)")
    }
    let lock: DataFolderLock
    do throws(DataFolderLock.Failure) { lock = try DataFolderLock(folder: folder.path) } catch {
      throw CommandFailure(error, folder: folder.path)
    }
    try append(to: folder, board, samples)
    withExtendedLifetime(lock) {}
  }

  /// Measures where something is to be measured, signs and writes.
  private func append(to folder: DataFolder, _ board: Board, _ samples: BoardSamples) throws {
    var calibrated = board
    var history = try folder.calibrationHistory(of: board)
    do { try calibrated.loadCalibration(from: folder) } catch let error as CalibrationError {
      // A board that was changed is what a new calibration is for.
      guard case .boardChanged = error else { throw error }
    }
    if unseal {
      guard history.seal != nil else { throw CalibrationError.notSealed }
    } else {
      try history.requireUnsealed()
    }
    guard let person = self.operator, !person.isEmpty else {
      throw CommandFailure(.usage, "--operator is needed: the record says who did it")
    }
    let key = try CalibrationKey(path: keyPath)
    if let pinned = samples.calibrationKey, pinned != key.publicText {
      throw CommandFailure(.usage, "\(keyPath): the board's calibration_key is that of another key")
    }
    var record = CalibrationRecord(
      kind: seal ? .seal : unseal ? .unseal : .calibration,
      time: UTCStamp.iso(Int64(Date().timeIntervalSince1970)), operator: person, meterSerial: serial ?? "")
    if !seal && !unseal { try measure(calibrated, into: &record) }
    try history.append(record, key: key)
    try report(history)
  }

  private func measure(_ board: Board, into record: inout CalibrationRecord) throws {
    guard let instrument, !instrument.isEmpty else {
      throw CommandFailure(.usage, "--instrument is needed: the reference and its serial number")
    }
    guard let samples = board.samples else { return }
    let count = samples.wiring.elementCount
    let chosen = element.isEmpty ? Array(1...count) : element
    guard chosen.allSatisfy({ (1...count).contains($0) }), Set(chosen).count == chosen.count else {
      throw CommandFailure(.usage, "--element must be 1 to \(count), each once")
    }
    record.instrument = instrument
    let measured = try capture(board, samples)
    var values: [CalibrationValues] = try (1...count).map { number in
      guard let values = samples.currentValues(element: number) else {
        throw CommandFailure(.usage, "element \(number) has no values")
      }
      return values
    }
    for number in chosen {
      let solved = try CalibrationSolver(samples, element: number - 1, limitPPM: limit).solve(measured)
      values[number - 1] = solved.values
      record.points += solved.results
    }
    record.elements = values
  }

  /// Captures every point as it comes.
  private func capture(_ board: Board, _ samples: BoardSamples) throws -> [CalibrationSolver.Measured] {
    var given: [CalibrationPoint]?
    if let points {
      given = try CalibrationPoint.load(path: points)
      try CalibrationPoint.check(given ?? [])
    }
    let inputs =
      board.isSimulated
      ? try SampleInputs.simulated(board, samples, speed: points == nil ? 1 : nil, startUTCNanoseconds: 0)
      : try SampleInputs.devices(of: board, samples)
    let source = CalibrationSource(inputs)
    // Ten cycles a window; the first ones are not whole.
    let seconds = Double(windows + 4) * 10 / Double(samples.nominalFrequencyHertz)
    var measured: [CalibrationSolver.Measured] = []
    func take(_ point: CalibrationPoint) throws {
      if let second = point.atSeconds {
        try source.skip(toSecond: second)
      } else {
        try source.settle(seconds: settle)
      }
      measured.append(.init(point: point, capture: try source.capture(seconds: seconds)))
    }
    if let given {
      for (number, point) in given.enumerated() {
        if point.atSeconds == nil { try Dialogue.wait(for: point, number: number + 1, of: given.count) }
        try take(point)
      }
    } else {
      try Dialogue.ask(samples, take)
    }
    return measured
  }

  private func makeKey() throws {
    let made = try CalibrationKey.create(path: keyPath)
    if json { return try JSONOutput.print(["key_file": keyPath, "public_key": made.publicText]) }
    print("key written to \(keyPath); keep a copy in a safe place, apart from the meter")
    print("so that no other key is accepted, add to the board's 'samples':")
    print("  calibration_key: \"\(made.publicText)\"")
  }

  private func report(_ history: CalibrationHistory) throws {
    guard let record = history.records.last else { return }
    if json { return try JSONOutput.print(record) }
    if !record.points.isEmpty {
      print(CalibrationReport.table(record.points))
      print("")
    }
    print(
      "record \(record.number) (\(record.kind.rawValue)) written and signed; 'meter run' uses it from its next start"
    )
  }

  private var keyPath: String {
    let environment = ProcessInfo.processInfo.environment
    let folder = environment["XDG_CONFIG_HOME"] ?? (environment["HOME"] ?? "/root") + "/.config"
    return key ?? folder + "/swift-meter/calibration.key"
  }

  private func loadBoard() throws -> Board {
    var board = try BoardFile.load(self.board)
    if let replay { board.samples?.origin = .wav(path: replay, repeats: false) }
    return board
  }
}

/// Talks the operator through the points; everything but the result goes to standard error.
private enum Dialogue {
  static func ask(_ samples: BoardSamples, _ take: (CalibrationPoint) throws -> Void) throws {
    let volts = String(format: "%g", Double(samples.nominalVoltageMillivolts) / 1000)
    let amperes = Double(samples.referenceCurrentMilliamperes) / 1000
    let main = try values(
      "Main point: apply \(volts) V, \(String(format: "%g", amperes)) A, PF 1.\n"
        + "Reference volts and amperes: ", 2, isOptional: false)
    try take(
      CalibrationPoint(.main, volts: main[0], amperes: main[1], lagDegrees: main.count > 2 ? main[2] : nil))
    let low = try values(
      "Low point: apply about \(String(format: "%g", amperes / 20)) A, PF 1 (empty line: none).\n"
        + "Reference volts, amperes and degrees of lag (0): ", 2, isOptional: true)
    if !low.isEmpty {
      try take(CalibrationPoint(.low, volts: low[0], amperes: low[1], lagDegrees: low.count > 2 ? low[2] : 0))
    }
    let phase = try values(
      "Phase point: apply \(String(format: "%g", amperes)) A at PF 0.5 inductive (empty line: none).\n"
        + "Reference volts, amperes and degrees of lag (60): ", 3, isOptional: true)
    if !phase.isEmpty {
      try take(CalibrationPoint(.phase, volts: phase[0], amperes: phase[1], lagDegrees: phase[2]))
    }
  }

  static func wait(for point: CalibrationPoint, number: Int, of count: Int) throws {
    let lag = point.lagDegrees.map { String(format: ", %g degrees", $0) } ?? ""
    say(
      String(
        format: "Point %d of %d (%@): apply %g V, %g A%@, then press Enter: ", number, count,
        point.point.rawValue,
        point.volts, point.amperes, lag))
    guard readLine() != nil else {
      throw CommandFailure(
        .usage, "standard input ended at point \(number): a line is expected when its load is on")
    }
    say("\n")
  }

  private static func values(_ prompt: String, _ count: Int, isOptional: Bool) throws -> [Double] {
    while true {
      say(prompt)
      guard let line = readLine() else {
        throw CommandFailure(.usage, "standard input ended; answer the questions, or use --points FILE")
      }
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      if words.isEmpty && isOptional { return [] }
      let numbers = words.compactMap { Double($0) }
      if numbers.count == words.count, numbers.count >= count, numbers.count <= 3 {
        say("measuring …\n")
        return numbers
      }
      say("\(count) numbers are needed, with a space between them\n")
    }
  }

  private static func say(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
