import Instation

/// Everything that was seen of a meter; the rules are judged on this alone.
public struct CoPObservations: Sendable {
  /// Name of the driver.
  public var driver = ""
  /// Serial number and outstation ID of each read.
  public var identities: [CoPIdentity] = []
  /// Everything the meter tells of itself.
  public var facts: [(label: String, words: String)] = []
  /// The settlement profile.
  public var profile: CoPProfile?
  /// Another profile with the registers, where the settlement profile has none.
  public var registerProfile: ProfileReading?
  /// Registers at the beginning and at the end.
  public var registers: [[RegisterReading]] = []
  /// One day, read twice: its rows' octets.
  public var repeated: (first: [UInt8], second: [UInt8])?
  /// What reading must not change, before and after everything was read.
  public var snapshots: [CoPSnapshot] = []
  /// The clock.
  public var clock: ClockReading?
  /// Offsets over time.
  public var offsets: [CoPOffset] = []
  /// Time zone in minutes, and whether daylight saving is enabled, where the clock tells.
  public var timeZoneMinutes: Int64?
  public var isDaylightSavingEnabled: Bool?
  /// What each level could do.
  public var access: [CoPAccessCell] = []
  /// Ratios and whatever else is compared with the technical details.
  public var details = MeterTechnicalDetails()
  /// A day read over a line that damages octets.
  public var noise: CoPLineTrial?
  /// A day read over a line that broke.
  public var broken: CoPLineTrial?
  /// Passwords that were found in what was recorded.
  public var secretsFound: Int?
  /// What was tried on a bench.
  public var trials = CoPTrials()
  /// How the meter differs from others without breaking a rule.
  public var notes: [String] = []
  /// Why something was not seen, by the rules that need it.
  public var reasons: [String: String] = [:]

  /// Nothing seen.
  public init() {}
}

/// What a meter calls itself.
public struct CoPIdentity: Equatable, Sendable {
  /// Serial number.
  public var serial = ""
  /// Outstation ID.
  public var outstation = ""
}

/// What reading must not change.
public struct CoPSnapshot: Equatable, Sendable {
  /// When, UTC seconds by the meter.
  public var seconds: Int64 = 0
  /// Rows in use.
  public var entries: Int64?
  /// Flags of the present period.
  public var flags: Int64?
  /// Maximum demand resets.
  public var demandResets: Int64?
  /// Octets of the rows of one day.
  public var day: [UInt8] = []
}

/// The clock's offset at a time.
public struct CoPOffset: Equatable, Sendable {
  /// Seconds since the first one.
  public var atSeconds: Double
  /// Meter minus UTC in seconds.
  public var offset: Double
  /// How far `offset` may be wrong, in seconds.
  public var uncertainty: Double

  /// Names an offset.
  public init(atSeconds: Double, offset: Double, uncertainty: Double) {
    self.atSeconds = atSeconds
    self.offset = offset
    self.uncertainty = uncertainty
  }
}

/// Whether somebody could do something.
public struct CoPAccessCell: Equatable, Sendable {
  /// What was tried.
  public enum Action: String, Sendable, CaseIterable {
    case read, time
    case demandReset = "MD reset"
    case program, calibrate
    case secret = "read a password"
  }
  /// 0 for no password, else the level.
  public var level: Int
  /// What was tried.
  public var action: Action
  /// Whether it should work, and whether it did.
  public var isGranted: Bool
  public var worked: Bool
}

/// A day that was read over a bad line.
public struct CoPLineTrial: Equatable, Sendable {
  /// Damaged frames that the meter answered as if they were good.
  public var accepted = 0
  /// Frames damaged, or breaks made.
  public var disturbances = 0
  /// Rows that came, and those of the undisturbed read.
  public var rows = 0
  public var expected = 0
  /// True where every cell is that of the undisturbed read, before and after.
  public var isSame = false
  /// Rows that came twice or with two contents.
  public var duplicates = 0
}
