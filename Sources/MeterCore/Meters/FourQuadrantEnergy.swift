/// Energies of one element or of the total over one window, after the no-load gates.
struct FourQuadrantEnergy: Equatable, Sendable, BitwiseCopyable {
  /// + is import.
  var active = FineEnergy.zero
  /// + is inductive import.
  var reactive = FineEnergy.zero
  /// Fundamental only.
  var fundamentalReactive = FineEnergy.zero
  /// Without a sign.
  var apparent = FineEnergy.zero
  /// Direction that decides the quadrant: the signed active energy before the gate.
  var isExport = false
}
