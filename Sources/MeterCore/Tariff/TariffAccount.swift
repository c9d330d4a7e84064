/// One of the three tariffs of a twin-element meter; each has registers, prices and a switching table of its own.
public enum TariffAccount: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// Import on the primary element: 48 time-of-use registers, or 8 of them with 4 blocks each.
  case primaryImport = 0
  /// Import on the secondary element: 4 registers.
  case secondaryImport = 1
  /// Export on the secondary element: 4 registers (MP184 requirement 2, *provisional*).
  case secondaryExport = 2

  /// Time-of-use rates, without blocks.
  public var rateCount: Int { self == .primaryImport ? 48 : 4 }

  /// True for a rate this tariff has: 1...48 and 101...108 (with blocks), or 1...4.
  public func hasRate(_ rate: UInt8) -> Bool {
    (rate >= 1 && Int(rate) <= rateCount) || (self == .primaryImport && rate >= 101 && rate <= 108)
  }

  /// The register this tariff divides.
  public var register: TwinRegister {
    switch self {
    case .primaryImport: .primaryActiveImport
    case .secondaryImport: .secondaryActiveImport
    case .secondaryExport: .secondaryActiveExport
    }
  }

  /// The account of a register; nil for those without a tariff.
  public init?(_ register: TwinRegister) {
    switch register {
    case .primaryActiveImport: self = .primaryImport
    case .secondaryActiveImport: self = .secondaryImport
    case .secondaryActiveExport: self = .secondaryExport
    default: return nil
    }
  }
}
