import MeterCore
import Settlement

/// `/meter.json`: the registers as `meter registers --json` gives them, what the elements measure, the newest rows.
struct MeterPageDocument: Encodable {
  struct Row: Encodable {
    var start: String
    var minutes: Int
    var flags: [String]
    /// Nothing casts doubt on energy or time.
    var isActual: Bool
    /// Exact decimal text, one a shown channel, in the channel's unit.
    var energy: [String]

    enum CodingKeys: String, CodingKey {
      case start, minutes, flags, energy
      case isActual = "actual"
    }
  }

  struct Element: Encodable {
    var element: Int
    var voltageMillivolts: UInt32
    var currentMicroamperes: UInt64
    var activeMilliwatts: Int64
    var reactiveMillivars: Int64
    var powerFactorThousandths: Int64?

    enum CodingKeys: String, CodingKey {
      case element
      case voltageMillivolts = "voltage_millivolts"
      case currentMicroamperes = "current_microamperes"
      case activeMilliwatts = "active_milliwatts"
      case reactiveMillivars = "reactive_millivars"
      case powerFactorThousandths = "power_factor_thousandths"
    }
  }

  var meter: RegistersReport
  /// Indices of the channels that are shown, in `meter.channels`.
  var shown: [Int]
  /// What to do about the store; nil while it works.
  var storageFailure: String?
  var frequencyMicrohertz: UInt32
  var elements: [Element]
  /// Oldest first.
  var rows: [Row]

  enum CodingKeys: String, CodingKey {
    case meter, shown, elements, rows
    case storageFailure = "storage_failure"
    case frequencyMicrohertz = "frequency_microhertz"
  }

  init(_ snapshot: MeterSnapshot, rows: [ProfileRow<40>], board: String) {
    meter = RegistersReport(snapshot, board: board)
    let shown = snapshot.principal
    self.shown = shown
    storageFailure = snapshot.storageFailure.map { StorageAdvice.text($0) }
    frequencyMicrohertz = snapshot.frequencyMicrohertz
    elements = snapshot.elements.map {
      Element(
        element: $0.element, voltageMillivolts: $0.voltageMillivolts,
        currentMicroamperes: $0.currentMicroamperes, activeMilliwatts: $0.activeMilliwatts,
        reactiveMillivars: $0.reactiveMillivars, powerFactorThousandths: $0.powerFactorThousandths)
    }
    self.rows = rows.map { row in
      Row(
        start: UTCStamp.iso(row.periodStart.seconds), minutes: row.period.minutes, flags: row.flags.namesSet,
        isActual: row.flags.isActual,
        energy: shown.map { KilowattHours.text(microwattHours: row.values[$0].energy.microwattHours) })
    }
  }
}
