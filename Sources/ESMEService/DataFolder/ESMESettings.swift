import LiveESME
import MeterCore

/// What a simulated twin-element meter has from its maker and its house: everything that is not in its own memory.
public struct ESMESettings: Codable, Equatable, Sendable {
  /// What the meter does beyond the published standard.
  public enum Edition: String, Codable, CaseIterable, Sendable {
    /// The published standard alone: export on the secondary element is not measured.
    case published
    /// With MP184's secondary export, *provisional*.
    case mp184
    /// And the secondary reactive export register that MP184 only explores, *provisional*.
    case mp184Reactive = "mp184-reactive"

    public var capabilities: TwinElementCapabilities {
      switch self {
      case .published: .published
      case .mp184: .mp184
      case .mp184Reactive: [.mp184, .secondaryReactiveExport]
      }
    }
  }

  /// Version of this format.
  public var version = 1
  /// EUI-64 of the meter, 16 hexadecimal digits.
  public var identity: String
  /// Model and firmware.
  public var make = MeterMake()
  /// What the meter does.
  public var edition: Edition
  /// The house.
  public var household: SimulatedHousehold
  /// When the simulation began, seconds UTC since 1970: the zero of the meter's monotonic clock.
  public var startSeconds: Int64

  public init(
    identity: String, edition: Edition, household: SimulatedHousehold, startSeconds: Int64
  ) {
    self.identity = identity
    make = MeterMake(identity: EUI64.identity(identity) ?? 0)
    self.edition = edition
    self.household = household
    self.startSeconds = startSeconds
  }

  enum CodingKeys: String, CodingKey {
    case version, identity, make, edition, household
    case startSeconds = "start_seconds"
  }

  /// The set-up of the meter in MeterCore's terms.
  public var configuration: TwinElementConfiguration {
    var configuration = TwinElementConfiguration()
    configuration.capabilities = edition.capabilities
    // Simulated time runs fast: with the half hour's own commit, a supply cut costs at most this much of it.
    configuration.commitNanoseconds = 1_800_000_000_000
    return configuration
  }
}
