/// What a register counts, as seen from the supply (IEC 62053-23 four-quadrant convention).
public enum Quantity: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// +A, energy taken from the network; OBIS C = 1.
  case activeImport = 1
  /// -A, energy delivered to the network; OBIS C = 2.
  case activeExport = 2
  /// +R, reactive energy in quadrants I and II; OBIS C = 3.
  case reactiveImport = 3
  /// -R, reactive energy in quadrants III and IV; OBIS C = 4.
  case reactiveExport = 4

  /// True for reactive energy: µvarh and mvar instead of µWh and mW.
  public var isReactive: Bool { self == .reactiveImport || self == .reactiveExport }
}
