/// Limits of one class and connection, and what else its standard asks of a bench.
public struct AccuracyTable: Equatable, Sendable {
  /// Class.
  public var accuracyClass: AccuracyClass
  /// Connection.
  public var circuit: CurrentCircuit
  /// Rows; a point may be covered by several (a standard's and the directive's).
  public var limits: [AccuracyLimit]
  /// Greatest difference of one-phase and balanced errors at the reference current, angle 1: millipercent.
  public var difference: (millipercent: Int, rule: AccuracyRule)?
  /// Starting current, parts per million of the reference current.
  public var starting: (current: Int, rule: AccuracyRule)

  /// The table of a class; nil where the standard has none for the connection (0.2S and 0.5S are for transformers).
  public init?(_ accuracyClass: AccuracyClass, _ circuit: CurrentCircuit) {
    self.accuracyClass = accuracyClass
    self.circuit = circuit
    switch accuracyClass {
    case .class02S, .class05S:
      guard circuit == .transformer else { return nil }
      let column = accuracyClass == .class02S ? 0 : 1
      limits = Self.transformerOperated(column)
      difference = ([400, 1000][column], Self.iec22)
      starting = (
        1000,
        AccuracyRule(
          "ACC-START", edition: Self.iec22.edition, source: "clouglobal, current subscripts [S31]",
          status: .derived)
      )
    case .class1, .class2:
      let column = accuracyClass == .class1 ? 0 : 1
      limits = Self.general(column, circuit)
      difference = ([1500, 2500][column], Self.iec21)
      starting = Self.startingOfGeneral(column, circuit)
    case .reactive2, .reactive3:
      let column = accuracyClass == .reactive2 ? 0 : 1
      limits = Self.reactive(column, circuit)
      difference = nil
      starting = (
        circuit == .direct ? [5000, 10_000][column] : [3000, 5000][column],
        AccuracyRule(
          "ACC-START", edition: Self.iec23.edition, source: "clouglobal, current subscripts [S31]",
          status: .derived)
      )
    case .midA, .midB, .midC:
      let column = accuracyClass.midColumn ?? 0
      limits = Self.directive(column, circuit)
      difference = nil
      // Ist in Itr; Itr is a tenth of the reference current (direct) or a twentieth of In.
      starting = (
        circuit == .direct ? [5000, 4000, 4000][column] : [3000, 2000, 1000][column],
        .memory("ACC-START", "EN 50470-3:2006, Table 1 (upper limits of Ist)")
      )
    }
  }

  public static func == (a: Self, b: Self) -> Bool {
    a.accuracyClass == b.accuracyClass && a.circuit == b.circuit && a.limits == b.limits
  }

  static let iec21 = AccuracyRule.memory("ACC-62053-21", "IEC 62053-21:2003")
  static let iec22 = AccuracyRule.memory("ACC-62053-22", "IEC 62053-22:2003")
  static let iec23 = AccuracyRule.memory("ACC-62053-23", "IEC 62053-23:2003")
  /// The balanced rows of 0.5S are quoted in a maker's manual.
  static let quoted = AccuracyRule(
    "ACC-62053-22", edition: "IEC 62053-22:2003", source: "quoted in the GE EPM2200 manual, p. 29 [F]",
    status: .derived)
  static let mid = AccuracyRule(
    "ACC-MID", edition: "2014/32/EU Annex V (MI-003), maximum permissible errors",
    source: "legislation.gov.uk, table read flattened [S30]", status: .verified)

  private static func startingOfGeneral(
    _ column: Int, _ circuit: CurrentCircuit
  ) -> (Int, AccuracyRule) {
    if circuit == .direct {
      return (
        [4000, 5000][column],
        AccuracyRule(
          "ACC-START", edition: iec21.edition, source: "clouglobal, current subscripts [S31]",
          status: .derived
        )
      )
    }
    return ([2000, 3000][column], .memory("ACC-START", iec21.edition))
  }
}
