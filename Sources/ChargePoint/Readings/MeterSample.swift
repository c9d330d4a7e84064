import MeterCore

/// One sampled value of a charge point, with the defaults of OCPP filled in and the text kept as it came.
public struct MeterSample: Equatable, Sendable {
  /// The charge point's identity.
  public var chargePoint: String
  /// Connector (1.6) or EVSE (2.0.1); 0 is the whole charge point (its main meter), nil is unknown.
  public var connector: Int?
  /// The charge point's own stamp. For *interval* measurands it is the start of the interval.
  public var instant: Instant
  /// When the frame arrived here.
  public var receivedAt: Instant
  public var measurand: String
  public var context: String
  public var location: String
  /// `L1`, `L1-N` …; nil is the total over all phases.
  public var phase: String?
  /// Unit as sent, or its default.
  public var unit: String
  /// Power of ten of 2.0.1's `unitOfMeasure`; 0 in 1.6.
  public var multiplier: Int
  /// The value exactly as it stood in the frame: digits of a number, or the text of a string.
  public var text: String
  /// The value × 10^multiplier, in `unit`; nil for signed data and text that is no number.
  public var value: ExactDecimal?
  /// For energies: µWh (µvarh), rounded down when the text says more; nil when it does not fit or is none.
  public var energy: Energy?
  /// False when `energy` had to cut digits below 1 µWh.
  public var isExact: Bool
  /// Signed meter data, verbatim; never verified here.
  public var signed: SignedMeterValue?
  /// Transaction the value belongs to.
  public var transaction: String?
  /// 2.0.1: the event was made while the charge point was offline.
  public var isOffline: Bool
  /// 2.0.1: sequence number of the TransactionEvent.
  public var sequence: Int64?
  /// Which message it came in, e.g. `MeterValues`, `StopTransaction.meterStop`.
  public var source: String

  /// For powers: mW (mvar, mVA), rounded down; nil when it does not fit or is none.
  public var power: Power? {
    guard measurand.hasPrefix("Power."), let shift = Measurand.powerOfTenToMilli(powerUnit: unit),
      let scaled = value?.scaled(byPowerOfTen: shift)
    else { return nil }
    return Power(milliwatts: scaled.value)
  }
}
