import MeterCore
import Settlement

/// The registers of a meter as JSON and text.
public struct RegistersReport: Encodable, Sendable {
  struct Channel: Encodable, Sendable {
    var name: String
    var quantity: String
    var element: UInt8
    var unit: String
    var reading: String
    var energyMicrowattHours: Int64?
    var energyMicrovarHours: Int64?
    var pulses: UInt64
    var edges: UInt64
    var powerMilliwatts: Int64?
    var openPeriodEnergy: String
    var rejected: UInt32
    var suspect: UInt32
    var lostEdges: UInt32
    var mergedEdges: UInt32
    var late: UInt32

    enum CodingKeys: String, CodingKey {
      case name, quantity, element, unit, reading, pulses, edges, rejected, suspect, late
      case energyMicrowattHours = "energy_microwatt_hours"
      case energyMicrovarHours = "energy_microvar_hours"
      case powerMilliwatts = "power_milliwatts"
      case openPeriodEnergy = "open_period_energy"
      case lostEdges = "lost_edges"
      case mergedEdges = "merged_edges"
    }
  }

  var board: String
  var readAt: String?
  var clock: String
  var openPeriodStart: String?
  var periodMinutes: Int
  var openPeriodFlags: [String]
  var profileRows: Int
  var channels: [Channel]

  enum CodingKeys: String, CodingKey {
    case board, clock, channels
    case readAt = "read_at"
    case openPeriodStart = "open_period_start"
    case periodMinutes = "period_minutes"
    case openPeriodFlags = "open_period_flags"
    case profileRows = "profile_rows"
  }

  /// The report of a snapshot.
  public init(_ snapshot: MeterSnapshot, board: String) {
    self.board = board
    readAt = snapshot.instant.map { UTCStamp.iso($0.seconds) }
    clock = "\(snapshot.clockQuality)"
    openPeriodStart = snapshot.openPeriodStart.map { UTCStamp.iso($0.seconds) }
    periodMinutes = snapshot.period.minutes
    openPeriodFlags = snapshot.openFlags.namesSet
    profileRows = snapshot.rowIDs.count
    channels = snapshot.channels.map { channel in
      let energy = channel.register.microwattHours
      return Channel(
        name: channel.name, quantity: channel.quantity.name, element: channel.element,
        unit: channel.quantity.energyUnit, reading: KilowattHours.text(microwattHours: energy),
        energyMicrowattHours: channel.quantity.isReactive ? nil : energy,
        energyMicrovarHours: channel.quantity.isReactive ? energy : nil, pulses: channel.pulses,
        edges: channel.counters.edges,
        powerMilliwatts: channel.power?.milliwatts,
        openPeriodEnergy: KilowattHours.text(microwattHours: channel.periodEnergy.microwattHours),
        rejected: channel.counters.rejected, suspect: channel.counters.suspect,
        lostEdges: channel.counters.lostEdges, mergedEdges: channel.counters.mergedEdges,
        late: channel.counters.late)
    }
  }

  /// Registers beyond which a table leaves out those that are 0.
  static let longTable = 8

  /// A table for people; a long one leaves out registers at 0 and says how many, unless `all`.
  public func text(all: Bool) -> String {
    let shown =
      all || channels.count <= Self.longTable
      ? channels
      : channels.filter { ($0.energyMicrowattHours ?? 0) != 0 || ($0.energyMicrovarHours ?? 0) != 0 }
    var lines = ["meter \(board)   \(readAt ?? "no time yet")   clock \(clock)"]
    if let start = openPeriodStart {
      let flags = openPeriodFlags.isEmpty ? "" : "   flags \(openPeriodFlags.joined(separator: ","))"
      lines.append("open period from \(start)   \(periodMinutes) min\(flags)   \(profileRows) rows stored")
    }
    lines.append("")
    lines.append(
      TextTable.render(
        [
          "channel", "quantity", "el", "register", "", "this period", "pulses", "rejected", "suspect", "lost",
        ],
        shown.map {
          [
            $0.name, $0.quantity, "\($0.element)", $0.reading, $0.unit, $0.openPeriodEnergy, "\($0.pulses)",
            "\($0.rejected)", "\($0.suspect)", "\($0.lostEdges)",
          ]
        }, rightAligned: [2, 3, 5, 6, 7, 8, 9]))
    if shown.count < channels.count {
      lines.append("")
      lines.append("\(channels.count - shown.count) registers at 0 are not shown; --all shows them")
    }
    return lines.joined(separator: "\n")
  }
}
