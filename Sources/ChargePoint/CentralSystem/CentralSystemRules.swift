/// What the central system asks of every charge point and how it answers it.
public struct CentralSystemRules: Equatable, Sendable {
  /// Which tags may charge.
  public enum Authorization: Equatable, Sendable {
    case all
    case listed(Set<String>)

    func status(_ tag: String) -> String {
      switch self {
      case .all: "Accepted"
      // 1.6's idTag is case-insensitive (CiString20).
      case .listed(let tags): tags.contains(tag.lowercased()) ? "Accepted" : "Invalid"
      }
    }
  }

  /// Seconds between heartbeats asked for.
  public var heartbeatSeconds = 300
  /// Seconds of the clock-aligned grid, from midnight; 0 leaves the charge point as it is.
  public var alignedSeconds = 1800
  /// Seconds between readings in a transaction; 0 leaves the charge point as it is.
  public var sampledSeconds = 60
  /// Measurands asked for in both.
  public var measurands = [Measurand.activeImportRegister]
  /// Further keys to set at every boot, for what a vendor names otherwise.
  public var extraSettings: [Setting] = []
  public var authorization = Authorization.all
  /// Seconds an answer may take.
  public var callTimeoutSeconds = 30
  /// Difference between a charge point's live stamp and ours that is logged; *unverified* as a limit.
  public var clockToleranceSeconds = 20
  /// Frames that are no OCPP before a connection is closed.
  public var maximumViolations = 5

  /// A key and its value: a configuration key in 1.6, `Component.Variable` in 2.0.1.
  public struct Setting: Equatable, Sendable {
    public var key: String
    public var value: String

    /// Creates a setting.
    public init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// The defaults above.
  public init() {}

  /// What is set at boot, in the names of a version.
  public func settings(_ version: OCPPVersion) -> [Setting] {
    let list = measurands.joined(separator: ",")
    var settings: [Setting] = []
    if alignedSeconds > 0 {
      switch version {
      case .v16:
        settings.append(Setting(key: "ClockAlignedDataInterval", value: String(alignedSeconds)))
        settings.append(Setting(key: "MeterValuesAlignedData", value: list))
      case .v201:
        settings.append(Setting(key: "AlignedDataCtrlr.Interval", value: String(alignedSeconds)))
        settings.append(Setting(key: "AlignedDataCtrlr.Measurands", value: list))
      }
    }
    if sampledSeconds > 0 {
      switch version {
      case .v16:
        settings.append(Setting(key: "MeterValueSampleInterval", value: String(sampledSeconds)))
        settings.append(Setting(key: "MeterValuesSampledData", value: list))
      case .v201:
        settings.append(Setting(key: "SampledDataCtrlr.TxUpdatedInterval", value: String(sampledSeconds)))
        settings.append(Setting(key: "SampledDataCtrlr.TxUpdatedMeasurands", value: list))
      }
    }
    // 2.0.1 keys have a point; 1.6 keys have none.
    return settings + extraSettings.filter { $0.key.contains(".") == (version == .v201) }
  }
}
