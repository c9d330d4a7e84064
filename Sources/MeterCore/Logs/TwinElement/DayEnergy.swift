/// Active energy of both elements over a time, in both directions, and what the import cost.
public struct DayEnergy: Equatable, Sendable, BitwiseCopyable {
  /// Wh taken on the primary element.
  public var primaryImport: UInt32 = 0
  /// Wh delivered on the primary element.
  public var primaryExport: UInt32 = 0
  /// Wh taken on the secondary element.
  public var secondaryImport: UInt32 = 0
  /// Wh delivered on the secondary element (MP184, *provisional*).
  public var secondaryExport: UInt32 = 0
  /// Cost of the primary import in 10^-5 of the currency unit, without standing charge.
  public var primaryCost: Int32 = 0
  /// Cost of the secondary import in 10^-5 of the currency unit.
  public var secondaryCost: Int32 = 0

  /// Nothing.
  public init() {}
  static var storedBytes: Int { 24 }

  mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    coder.field(&primaryImport, &bytes)
    coder.field(&primaryExport, &bytes)
    coder.field(&secondaryImport, &bytes)
    coder.field(&secondaryExport, &bytes)
    coder.field(&primaryCost, &bytes)
    coder.field(&secondaryCost, &bytes)
  }

  static func += (a: inout DayEnergy, b: DayEnergy) {
    a.primaryImport &+= b.primaryImport
    a.primaryExport &+= b.primaryExport
    a.secondaryImport &+= b.secondaryImport
    a.secondaryExport &+= b.secondaryExport
    a.primaryCost &+= b.primaryCost
    a.secondaryCost &+= b.secondaryCost
  }
}
