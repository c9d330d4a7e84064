/// What a register counts, as seen from the supply (IEC 62053-23 four-quadrant convention).
///
/// Raw values 1 to 10 are the OBIS value group C of the register.
public enum Quantity: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// +A, energy taken from the network; OBIS C = 1.
  case activeImport = 1
  /// -A, energy delivered to the network; OBIS C = 2.
  case activeExport = 2
  /// +R, reactive energy in quadrants I and II; OBIS C = 3.
  case reactiveImport = 3
  /// -R, reactive energy in quadrants III and IV; OBIS C = 4.
  case reactiveExport = 4
  /// Reactive energy while active and reactive power are imported; OBIS C = 5.
  case reactiveQuadrant1 = 5
  /// Reactive energy while active power is exported and reactive power imported; OBIS C = 6.
  case reactiveQuadrant2 = 6
  /// Reactive energy while active and reactive power are exported; OBIS C = 7.
  case reactiveQuadrant3 = 7
  /// Reactive energy while active power is imported and reactive power exported; OBIS C = 8.
  case reactiveQuadrant4 = 8
  /// Apparent energy while active power is imported; OBIS C = 9.
  case apparentImport = 9
  /// Apparent energy while active power is exported; OBIS C = 10.
  case apparentExport = 10
  /// Fundamental +R (IEC 62053-24: the fundamental only), kept apart from the quarter-period value.
  case fundamentalReactiveImport = 33
  /// Fundamental -R.
  case fundamentalReactiveExport = 34
  /// +A of time that was not measured: the last valid power times the time. Never part of +A.
  case estimatedActiveImport = 65
  /// -A of time that was not measured.
  case estimatedActiveExport = 66

  /// True for reactive energy: µvarh and mvar instead of µWh and mW.
  public var isReactive: Bool {
    switch self {
    case .reactiveImport, .reactiveExport, .reactiveQuadrant1, .reactiveQuadrant2, .reactiveQuadrant3,
      .reactiveQuadrant4, .fundamentalReactiveImport, .fundamentalReactiveExport:
      true
    default: false
    }
  }

  /// True for apparent energy: µVAh and mVA.
  public var isApparent: Bool { self == .apparentImport || self == .apparentExport }

  /// True for energy that was not measured.
  public var isEstimate: Bool { self == .estimatedActiveImport || self == .estimatedActiveExport }
}
