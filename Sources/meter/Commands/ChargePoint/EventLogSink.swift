import ChargePoint
import Foundation
import MeterCore
import Settlement

/// Writes the registers of registered connectors as a neutral event log, for `meter settle`.
actor EventLogSink: ReadingSink {
  private let file: LineFile
  private let register: MeterIDRegister
  private var reader: RegisterReader

  /// Opens the log, beginning it with its header when it is new.
  /// - Parameter clockLimitSeconds: greatest offset of a charge point's clock; 0: not judged
  init(path: String, register: MeterIDRegister, isSynchronous: Bool, clockLimitSeconds: Int64) throws {
    reader = RegisterReader(clockLimitSeconds: clockLimitSeconds)
    let isNew = ((try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0) == 0
    file = try LineFile(path: path, isSynchronous: isSynchronous)
    self.register = register
    if isNew { try file.append(String(NeutralEventLog.text([]).dropLast())) }
  }

  func accept(_ samples: [MeterSample]) async throws {
    let readings = reader.readings(samples) { chargePoint, connector in
      register.index(chargePoint: chargePoint, connector: connector).map { UInt32($0) }
    }
    guard !readings.isEmpty else { return }
    let events = readings.map { reading in
      MeterLogEvent(
        unitReference: register.entries[Int(reading.meter)].unitReference,
        milliseconds: reading.instant.nanoseconds / 1_000_000, kind: .register,
        value: reading.register.microwattHours, context: EventLogSink.word(reading.context),
        information: (reading.quality.contains(.clockUnsynchronised) ? "U" : "")
          + (reading.quality.contains(.replayed) ? "R" : ""))
    }
    // The lines without the header that a file of its own would have.
    let head = NeutralEventLog.text([])
    try file.append(String(NeutralEventLog.text(events).dropFirst(head.count).dropLast()))
  }

  private static func word(_ context: ReadingContext) -> String {
    switch context {
    case .other: "other"
    case .clockAligned: "clock-aligned"
    case .periodic: "periodic"
    case .transactionBegin: "transaction-begin"
    case .transactionEnd: "transaction-end"
    case .triggered: "triggered"
    case .interruptionBegin: "interruption-begin"
    case .interruptionEnd: "interruption-end"
    }
  }
}
