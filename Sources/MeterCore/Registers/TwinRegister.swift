/// The cumulative registers of a twin-element meter (SMETS 5; MP184 requirement 1).
public enum TwinRegister: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// Active Import Register, Wh; excludes the secondary element.
  case primaryActiveImport = 0
  /// Active Export Register, Wh.
  case primaryActiveExport = 1
  /// Reactive Import Register, varh.
  case primaryReactiveImport = 2
  /// Reactive Export Register, varh.
  case primaryReactiveExport = 3
  /// Secondary Active Import Register, Wh.
  case secondaryActiveImport = 4
  /// Secondary Active Export Register, Wh (MP184, *provisional*).
  case secondaryActiveExport = 5
  /// Secondary Reactive Export Register, varh (MP184 "explore" only, *provisional*).
  case secondaryReactiveExport = 6

  /// How many there are.
  public static var count: Int { 7 }

  /// The register for a quantity of an element; nil where a twin-element meter has none.
  public init?(_ element: MeterElement, _ quantity: Quantity) {
    switch (element, quantity) {
    case (.primary, .activeImport): self = .primaryActiveImport
    case (.primary, .activeExport): self = .primaryActiveExport
    case (.primary, .reactiveImport): self = .primaryReactiveImport
    case (.primary, .reactiveExport): self = .primaryReactiveExport
    case (.secondary, .activeImport): self = .secondaryActiveImport
    case (.secondary, .activeExport): self = .secondaryActiveExport
    case (.secondary, .reactiveExport): self = .secondaryReactiveExport
    default: return nil
    }
  }

  /// The element it belongs to.
  public var element: MeterElement { rawValue < 4 ? .primary : .secondary }

  /// What it counts.
  public var quantity: Quantity {
    switch self {
    case .primaryActiveImport, .secondaryActiveImport: .activeImport
    case .primaryActiveExport, .secondaryActiveExport: .activeExport
    case .primaryReactiveImport: .reactiveImport
    case .primaryReactiveExport, .secondaryReactiveExport: .reactiveExport
    }
  }
}
