import ArgumentParser
import ESMEService
import Foundation
import HAL
import MeterCore
import Settlement

struct SimulateESMECommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "esme",
    abstract: "Run a twin-element smart meter in a house with solar panels, a battery and a car.",
    discussion: """
      Time runs as fast as it can; what the meter holds stays in the data folder, and the next run goes on from there.
      The other commands (meter esme, han, report, gbcs apply --data) act on the same meter, which stands still \
      between them. The secondary element's export is MP184's: provisional.
      """)

  @OptionGroup var data: ESMEFolderOption
  @Option(help: "Days to run.") var days = 1
  @Option(help: "Begin a new meter at this UTC time; default: so many days ago that it ends today.")
  var from: UTCOption?
  @Option(help: "Run up to this UTC time instead of --days.") var until: UTCOption?
  @Option(help: "Seed of a new house: its habits and its weather.") var seed: UInt64 = 1
  @Option(help: "A new meter's edition: published, mp184 or mp184-reactive.")
  var edition: ESMESettings.Edition = .mp184
  @Option(help: "EUI-64 of a new meter.") var identity: String?
  @Option(help: "Cut the supply: START,MINUTES, e.g. 2026-03-02T14:10Z,30; may be repeated.")
  var outage: [String] = []
  @Flag(help: "JSON output.") var json = false

  func run() throws {
    guard (0...4000).contains(days) else { throw CommandFailure(.usage, "--days must be 0 to 4000") }
    let folder = data.folder
    try folder.create()
    let lock = try data.lock()
    let outages = try outage.map(Self.outage)
    let stored = folder.exists ? try existing(folder) : try new(folder)
    let end = until.map(\.seconds) ?? stored.nowSeconds + Int64(days) * 86_400
    guard end % 60 == 0, end >= stored.nowSeconds else {
      throw CommandFailure(
        .usage,
        "the meter stands at \(UTCStamp.iso(stored.nowSeconds)); --until must be a whole minute after that")
    }
    if let wrong = outages.first(where: { $0.startSeconds < stored.nowSeconds || $0.startSeconds >= end }) {
      throw CommandFailure(
        .usage,
        "--outage \(UTCStamp.iso(wrong.startSeconds)) is not between \(UTCStamp.iso(stored.nowSeconds)) and "
          + "\(UTCStamp.iso(end))")
    }
    let showsProgress = isatty(STDERR_FILENO) == 1
    try stored.run(untilSeconds: end, outages: outages.sorted { $0.startSeconds < $1.startSeconds }) {
      if showsProgress { FileHandle.standardError.write(Data("\r\(UTCStamp.iso($0)) ".utf8)) }
      return true
    }
    if showsProgress { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    if let failure = stored.live.meter.storageFailure {
      throw CommandFailure(.device, "\(folder.memoryPath): the memory failed: \(failure)")
    }
    withExtendedLifetime(lock) {}
    let report = stored.registersReport()
    if json { try JSONOutput.print(report) } else { print(report.text) }
  }

  private func existing(_ folder: ESMEFolder) throws -> StoredESME {
    let stored = try StoredESME(folder, for: .writing)
    guard from == nil, identity == nil else {
      throw CommandFailure(
        .usage,
        "\(folder.path) has a meter that stands at \(UTCStamp.iso(stored.nowSeconds)); --from and --identity are for "
          + "a new one in another folder")
    }
    return stored
  }

  private func new(_ folder: ESMEFolder) throws -> StoredESME {
    let today = Int64(Date().timeIntervalSince1970) / 86_400 * 86_400
    let start = from?.seconds ?? today - Int64(days) * 86_400
    guard start % 60 == 0, (946_684_800..<4_000_000_000).contains(start) else {
      throw CommandFailure(.usage, "--from must be a whole minute between 2000 and 2096")
    }
    var name = EUI64.text(SimulatedParties.meter(seed: seed))
    if let identity {
      guard let value = EUI64.identity(identity) else {
        throw CommandFailure(.usage, "--identity takes an EUI-64: 16 hexadecimal digits")
      }
      name = EUI64.text(value)
    }
    let stored = try StoredESME.create(
      folder,
      ESMESettings(
        identity: name, edition: edition, household: SimulatedHousehold(seed: seed), startSeconds: start))
    try stored.install()
    return stored
  }

  private static func outage(_ text: String) throws -> SupplyOutage {
    let parts = text.split(separator: ",")
    guard parts.count == 2, let start = UTCOption(argument: String(parts[0])), start.seconds % 60 == 0,
      let minutes = Int64(parts[1]), (1...100_000).contains(minutes)
    else {
      throw CommandFailure(.usage, "--outage takes START,MINUTES on whole minutes: 2026-03-02T14:10Z,30")
    }
    return SupplyOutage(startSeconds: start.seconds, minutes: minutes)
  }
}

extension ESMESettings.Edition: ExpressibleByArgument {}
