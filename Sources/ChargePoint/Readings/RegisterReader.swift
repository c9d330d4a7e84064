import MeterCore

/// Picks out of a charge point's samples what a virtual meter takes: the total active import register at the outlet.
///
/// - Per-phase registers are added up when the three phases of one instant come without a total.
/// - 1.6's `meterStart` and `meterStop` are whole Wh. One that lies less than 1 Wh below what the register showed
///   before is that register with its fraction cut off, not a register that fell: it is taken as the value before.
/// - Interval energies, other locations, negative and unreadable values are left out.
/// - A stamp that lies ahead of its arrival by more than the clock limit says that the clock is wrong. One that lies
///   behind does so when stamps and arrivals advance together: what was kept and is replayed arrives all at once.
public struct RegisterReader: Sendable {
  private struct Connector: Hashable {
    var chargePoint: String
    var number: Int
  }

  private var newest: [Connector: (instant: Instant, register: Energy)] = [:]
  /// Stamp and arrival of the value before, by charge point: it has one clock.
  private var before: [String: (instant: Instant, receivedAt: Instant)] = [:]
  private let replayedAfterSeconds: Int64
  private let clockLimitSeconds: Int64
  /// Arrivals closer than this tell nothing about a clock.
  private static let liveAfterSeconds: Int64 = 10

  /// - Parameters:
  ///   - replayedAfterSeconds: a value that arrives later than this after its stamp counts as replayed
  ///   - clockLimitSeconds: greatest offset of a charge point's clock; 0 where clocks are not judged
  public init(replayedAfterSeconds: Int64 = 300, clockLimitSeconds: Int64 = 0) {
    self.replayedAfterSeconds = replayedAfterSeconds
    self.clockLimitSeconds = clockLimitSeconds
  }

  /// The readings in the samples of one message.
  /// - Parameter meter: the virtual meter of a connector, nil when it has none
  public mutating func readings(
    _ samples: [MeterSample], meter: (_ chargePoint: String, _ connector: Int) -> UInt32?
  ) -> [RegisterReading] {
    var readings: [RegisterReading] = []
    // All values of a message have arrived together: only the one before tells.
    let isSlow = isBehind(samples)
    for sample in totals(samples) {
      guard let number = sample.connector, let index = meter(sample.chargePoint, number),
        var register = sample.energy, register >= .zero
      else { continue }
      let connector = Connector(chargePoint: sample.chargePoint, number: number)
      if let known = newest[connector], known.instant <= sample.instant {
        let missing = known.register.microwattHours - register.microwattHours
        if sample.isWholeWattHours, (1..<1_000_000).contains(missing) { register = known.register }
      }
      if (newest[connector]?.instant ?? sample.instant) <= sample.instant {
        newest[connector] = (sample.instant, register)
      }
      readings.append(
        RegisterReading(
          meter: index, instant: sample.instant, register: register, context: sample.readingContext,
          quality: quality(sample, isSlow: isSlow), sequence: UInt32(clamping: (sample.sequence ?? -1) + 1)))
    }
    // Only of charge points that have a meter: others could fill the memory with names.
    if !readings.isEmpty, let last = samples.last {
      before[last.chargePoint] = (last.instant, last.receivedAt)
    }
    return readings
  }

  private func quality(_ sample: MeterSample, isSlow: Bool) -> ReadingQuality {
    let delay = sample.receivedAt.seconds - sample.instant.seconds
    if clockLimitSeconds > 0, -delay > clockLimitSeconds { return .clockUnsynchronised }
    if isSlow, delay > clockLimitSeconds { return .clockUnsynchronised }
    return sample.isOffline || delay > replayedAfterSeconds ? .replayed : []
  }

  /// True when the newest stamp of a message lags behind and goes on as fast as the time does.
  private func isBehind(_ samples: [MeterSample]) -> Bool {
    guard clockLimitSeconds > 0, let last = samples.last, !last.isOffline,
      let before = before[last.chargePoint]
    else { return false }
    let arrived = last.receivedAt.seconds - before.receivedAt.seconds
    let stamped = last.instant.seconds - before.instant.seconds
    return arrived >= Self.liveAfterSeconds && abs(arrived - stamped) <= clockLimitSeconds
      && stamped > 0
  }

  private func totals(_ samples: [MeterSample]) -> [MeterSample] {
    let registers = samples.filter {
      $0.measurand == Measurand.activeImportRegister && $0.location == "Outlet" && $0.energy != nil
    }
    var totals: [MeterSample] = []
    for (index, sample) in registers.enumerated() {
      func isBeside(_ other: MeterSample) -> Bool {
        other.instant == sample.instant && other.connector == sample.connector
          && other.context == sample.context
      }
      guard let phase = sample.phase else {
        totals.append(sample)
        continue
      }
      guard phase.hasPrefix("L1"), !registers.contains(where: { $0.phase == nil && isBeside($0) }) else {
        continue
      }
      let suffix = phase.dropFirst(2)
      let others = registers[index...].filter {
        isBeside($0) && ["L2\(suffix)", "L3\(suffix)"].contains($0.phase)
      }
      guard others.count == 2, others[0].phase != others[1].phase else { continue }
      var total = sample
      total.phase = nil
      total.energy = others.reduce(sample.energy ?? .zero) { $0 + ($1.energy ?? .zero) }
      totals.append(total)
    }
    return totals
  }
}

extension MeterSample {
  /// 1.6's registers beside the sampled values.
  fileprivate var isWholeWattHours: Bool {
    source == "StartTransaction.meterStart" || source == "StopTransaction.meterStop"
  }

  /// The context in the meter's words.
  public var readingContext: ReadingContext {
    switch context {
    case "Sample.Clock": .clockAligned
    case "Sample.Periodic": .periodic
    case "Transaction.Begin": .transactionBegin
    case "Transaction.End": .transactionEnd
    case "Trigger": .triggered
    case "Interruption.Begin": .interruptionBegin
    case "Interruption.End": .interruptionEnd
    default: .other
    }
  }
}
