/// What a twin-element meter does beyond the published standard. Everything here is *provisional* (MP184).
public struct TwinElementCapabilities: OptionSet, Equatable, Sendable, BitwiseCopyable {
  public let rawValue: UInt8

  /// Creates a set from its raw bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Register, tariff registers, profile, daily reads and MPAN of the secondary export (requirements 1 to 5).
  public static let secondaryExport = TwinElementCapabilities(rawValue: 1)
  /// A secondary reactive export register and profile column: only "explored" by MP184.
  public static let secondaryReactiveExport = TwinElementCapabilities(rawValue: 2)
  /// The secondary export supplier may set tariff and prices. The requirements contradict each other on this.
  public static let exportTariffWrites = TwinElementCapabilities(rawValue: 4)
  /// Export tariff writes are critical: they need a signature. Unpublished.
  public static let exportTariffWritesAreCritical = TwinElementCapabilities(rawValue: 8)

  /// The published standard alone.
  public static let published: TwinElementCapabilities = []
  /// What MP184 demands; writes by the export supplier as critical commands.
  public static let mp184: TwinElementCapabilities = [
    .secondaryExport, .exportTariffWrites, .exportTariffWritesAreCritical,
  ]
}
