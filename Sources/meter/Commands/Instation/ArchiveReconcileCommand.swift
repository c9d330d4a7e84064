import Archive
import ArgumentParser
import Gateway
import Settlement

struct ArchiveReconcileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile",
    abstract: "Pulses counted by this gateway against registers read of the same meters.",
    discussion: """
      Missed pulses are booked as recovered energy, beside the count and never in it. A difference that grows with
      the energy is a wrong pulse constant. Exit code 4 for a wrong constant or false pulses.
      """)
  @Argument(help: "The archive (SQLite).") var path: String
  @Flag(help: "JSON output.") var json = false

  func run() throws {
    let channels = try MeterArchive(path: path, readOnly: true).reconciledChannels()
    if json {
      try JSONOutput.print(channels)
    } else if channels.isEmpty {
      print("nothing was compared; see 'reconcile' in the board's 'collection'")
    } else {
      print(
        TextTable.render(
          ["channel", "meter", "register", "readings", "from", "to", "recovered", "kWh", "false", "verdict"],
          channels.map {
            [
              $0.channel, $0.meter, $0.register, "\($0.observations)", UTCStamp.iso($0.firstSeconds),
              UTCStamp.iso($0.lastSeconds), "\($0.recoveredPulses)",
              KilowattHours.text(microwattHours: $0.recoveredMicrowattHours, decimals: 3),
              "\($0.falsePulses)",
              $0.verdict,
            ]
          }, rightAligned: [3, 6, 7, 8]))
      for channel in channels where channel.verdict != "agrees" {
        print("\(channel.channel): \(channel.words)")
      }
    }
    let failed = channels.filter(\.isFailure)
    if !failed.isEmpty {
      throw CommandFailure(
        .data, "\(failed.count) of \(channels.count) channels do not count what their meter says")
    }
  }
}
