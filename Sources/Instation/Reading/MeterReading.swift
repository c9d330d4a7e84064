import COSEM

/// What is to be read of a meter.
public struct ReadRequest: Sendable {
  /// The meter's clock against this machine's.
  public var clock = false
  /// Registers.
  public var registers = false
  /// Event logs.
  public var events = false
  /// Technical details.
  public var details = false
  /// Rows of profiles.
  public var profile: ProfileWish?

  /// Which rows are wanted.
  public struct ProfileWish: Sendable {
    /// The profiles; empty for the driver's.
    public var names: [OBIS]
    /// The periods.
    public var span: Span
    /// Length of a period where the meter does not tell, in seconds.
    public var periodSeconds: Int64?

    /// Which periods.
    public enum Span: Equatable, Sendable {
      /// The last days by the meter's own clock.
      case lastDays(Int)
      /// Periods that start between two times, both included, UTC seconds.
      case between(Int64, Int64)
    }

    /// Wishes for periods.
    public init(names: [OBIS] = [], _ span: Span, periodSeconds: Int64? = nil) {
      self.names = names
      self.span = span
      self.periodSeconds = periodSeconds
    }
  }

  /// A request for the identity alone.
  public init() {}
}

/// What a meter is.
public struct MeterIdentity: Equatable, Sendable {
  /// Serial number; empty where the meter has none to tell.
  public var serial = ""
  /// Everything it tells of itself: what, and the words.
  public var facts: [(label: String, words: String)] = []

  /// Nothing known.
  public init() {}

  public static func == (left: Self, right: Self) -> Bool {
    left.serial == right.serial && left.facts.elementsEqual(right.facts, by: ==)
  }
}

/// A register's value.
public struct RegisterReading: Equatable, Sendable {
  /// Class and name.
  public var object: ReadingDriver.Object
  /// The value, unscaled; nil where it is no integer or was refused.
  public var value: Int64?
  /// The value in words where it is no integer.
  public var words: String?
  /// Scaler and unit; nil where they are denied.
  public var scale: ScalerUnit?
  /// When an extended register was captured, UTC seconds.
  public var capturedSeconds: Int64?
  /// Why it could not be read.
  public var failure: MeterReadError?
}

/// A profile as the meter describes it.
public struct ProfileDescription: Equatable, Sendable {
  /// Logical name.
  public var name: OBIS
  /// Columns.
  public var columns: [ProfileColumn]
  /// Scaler and unit of each column; nil where there is none.
  public var scales: [ScalerUnit?]
  /// Length of a period.
  public var periodSeconds: Int64
  /// Rows that the meter holds, where it says so.
  public var entries: Int64?
  /// Index of the clock column.
  public var clockColumn: Int
}

/// A row of a profile, judged: its period is sure.
public struct ProfileRow: Equatable, Sendable {
  /// UTC seconds of the period's start.
  public var startSeconds: Int64
  /// Cells but for the clock, in the order of the columns; nil for nothing and for what is no integer.
  public var cells: [Int64?]
  /// Doubts about the row as a whole.
  public var doubts: RowDoubts
}

/// Why a row is not beyond doubt.
public struct RowDoubts: OptionSet, Equatable, Hashable, Sendable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Its time is not on the grid of the period: cut short or shifted, by a clock change for one.
  public static let offGrid = RowDoubts(rawValue: 1)
  /// The meter's flags cast doubt on it.
  public static let flagged = RowDoubts(rawValue: 2)
  /// The meter's clock marks its time as doubtful or invalid.
  public static let clockDoubtful = RowDoubts(rawValue: 4)

  /// The names of the doubts.
  public var names: [String] {
    var names: [String] = []
    if contains(.offGrid) { names.append("off-grid") }
    if contains(.flagged) { names.append("flagged") }
    if contains(.clockDoubtful) { names.append("clock-doubtful") }
    return names
  }
}

/// Rows of one profile.
public struct ProfileReading: Equatable, Sendable {
  /// The profile.
  public var description: ProfileDescription
  /// Its rows, oldest first, one a period.
  public var rows: [ProfileRow]
  /// What was found about them.
  public var findings: ProfileFindings
}

/// An event of a log.
public struct MeterEvent: Equatable, Sendable {
  /// The log.
  public var log: OBIS
  /// UTC seconds.
  public var seconds: Int64
  /// The other cells: column and words.
  public var cells: [(column: String, words: String)]

  public static func == (left: Self, right: Self) -> Bool {
    left.log == right.log && left.seconds == right.seconds && left.cells.elementsEqual(right.cells, by: ==)
  }
}

/// What a session cost.
public struct SessionFacts: Equatable, Sendable {
  /// Octets sent and received.
  public var sentOctets = 0
  public var receivedOctets = 0
  /// Times the line changed direction.
  public var turnarounds = 0
  /// Connections opened.
  public var connections = 0
  /// What the link agreed on.
  public var link = ""
  /// What the meter called itself in the sign-on.
  public var identification = ""

  /// Nothing yet.
  public init() {}
}

/// Everything that was read of a meter.
public struct MeterReading: Sendable {
  /// What the meter is.
  public var identity = MeterIdentity()
  /// Its clock.
  public var clock: ClockReading?
  /// Its registers.
  public var registers: [RegisterReading] = []
  /// When the registers were read, UTC seconds.
  public var registersSeconds: Int64?
  /// Its profiles.
  public var profiles: [ProfileReading] = []
  /// Profiles that could not be read.
  public var failedProfiles: [(name: OBIS, failure: MeterReadError)] = []
  /// Its events.
  public var events: [MeterEvent] = []
  /// Its technical details.
  public var details: MeterTechnicalDetails?
  /// What the session cost.
  public var facts = SessionFacts()

  /// Nothing yet.
  public init() {}
}
