import COSEM

/// Makes the rows of a simulated meter's first profile: past ones, and those of periods that end while it runs.
struct SimulatedRows: Sendable {
  let kind: SimulatedKind
  var periodSeconds: Int64
  let options: SimulationOptions
  var source: SeededNumbers
  /// Registers of the four quantities.
  var totals: [Int64] = [1_234_567, 89_012, 345_678, 12_345]
  /// Error compensation in 1/1000 %, and what it left over of whole units.
  var compensation: Int64 = 0
  private var compensated: [Int64] = [0, 0, 0, 0]
  /// What coarse steps left over.
  private var left: [Int64] = [0, 0, 0, 0]

  init(_ kind: SimulatedKind, period: Int64, options: SimulationOptions, source: SeededNumbers) {
    self.kind = kind
    periodSeconds = period
    self.options = options
    self.source = source
  }

  /// The row of the period that ends at `end`; `flags` of the Codes of Practice.
  mutating func row(
    _ end: Int64, flags: UInt8, isSupplied: Bool = true, isFlowing: Bool = true
  ) -> [Int64] {
    let energies = (0..<4).map { isSupplied && isFlowing ? load(end, $0) : 0 }
    for quantity in 0..<4 { totals[quantity] += energies[quantity] }
    let stored = (0..<4).map { kept(energies[$0], $0) }
    let shown = flags & ~options.flags("missing")
    switch kind {
    case .cop: return [end, Int64(shown)] + stored + totals
    case .prometer100:
      let demands = stored.map { $0 * 3600 / periodSeconds }
      let rest = (0..<14).map { _ in Int64(source.below(60_000)) }
      return [end] + stored + demands + [isSupplied ? 0 : 1 << 11] + rest
    }
  }

  /// Place of the first interval energy in a row.
  var firstEnergy: Int { kind == .cop ? 2 : 1 }

  private mutating func kept(_ energy: Int64, _ quantity: Int) -> Int64 {
    if options.has("OST-ADV-1", "leak") { return energy * 97 / 100 }
    if options.has("OST-ADV-2", "slight") { return energy * 1002 / 1000 }
    guard options.has("OST-RES-1", "coarse") else { return energy }
    left[quantity] += energy
    let steps = left[quantity] / 500 * 500
    left[quantity] -= steps
    return steps
  }

  private mutating func load(_ end: Int64, _ quantity: Int) -> Int64 {
    let load = Self.load(end, quantity: quantity, &source)
    guard compensation != 0 else { return load }
    let amount = load * (100_000 + compensation) + compensated[quantity]
    compensated[quantity] = amount % 100_000
    return amount / 100_000
  }

  /// Energy of a period: a daily shape, and chance.
  static func load(_ seconds: Int64, quantity: Int, _ source: inout SeededNumbers) -> Int64 {
    let hour = Int(seconds % 86_400 / 3600)
    let shape = [120, 80, 60, 55, 60, 90, 180, 320, 410, 460, 480, 500][hour < 12 ? hour : 23 - hour]
    let share = [10, 1, 4, 2][quantity]
    return Int64(shape * share + source.below(shape * share))
  }
}
