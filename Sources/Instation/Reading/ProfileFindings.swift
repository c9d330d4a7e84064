/// What was found about the rows of a profile.
public struct ProfileFindings: Equatable, Sendable {
  /// Rows that came, good and bad.
  public var received = 0
  /// Rows that came again with the same content: taken once.
  public var repeated = 0
  /// Periods that came with different contents: none of them is taken.
  public var contradictory: [Int64] = []
  /// Rows outside the range asked for: left out.
  public var outside = 0
  /// Rows without a usable time: left out.
  public var unstamped = 0
  /// Rows out of the order of the others.
  public var outOfOrder = 0
  /// Rows whose time is not on the grid of the period.
  public var offGrid = 0
  /// Periods missing inside what was read, as runs: start of the first and number.
  public var gaps: [Gap] = []
  /// True where rows came newest first.
  public var isNewestFirst = false
  /// Deviations from UTC seen, in minutes; nil in the set's place for unspecified.
  public var deviations: [Int] = []
  /// A time without deviation was seen.
  public var hasUnspecifiedDeviation = false
  /// A daylight saving mark was seen.
  public var hasDaylightSaving = false
  /// The meter's own words for the flags seen, with counts.
  public var flags: [String: Int] = [:]
  /// Connections that broke and were resumed.
  public var resumed = 0
  /// Times the profile's columns changed while it was read.
  public var redescribed = 0
  /// Cells that are no integer or hold nothing, by column name.
  public var emptyCells: [String: Int] = [:]
  /// Sums of interval columns against their registers' advance.
  public var sums: [SumCheck] = []

  /// Periods without a row.
  public struct Gap: Equatable, Hashable, Sendable {
    /// UTC seconds of the first one's start.
    public var startSeconds: Int64
    /// Number of periods.
    public var periods: Int64

    /// Names a gap.
    public init(startSeconds: Int64, periods: Int64) {
      self.startSeconds = startSeconds
      self.periods = periods
    }
  }

  /// A sum of interval energies beside the advance of its register over the same rows.
  public struct SumCheck: Equatable, Sendable {
    /// Column of interval energies, and of the register.
    public var interval: String
    public var register: String
    /// Sum and advance in the columns' own counts.
    public var sum: Int64
    public var advance: Int64
    /// True where they agree; nil where gaps or different scalers forbid the comparison.
    public var agrees: Bool?
  }

  /// Periods missing.
  public var missing: Int64 { gaps.reduce(0) { $0 + $1.periods } }

  /// True where nothing casts doubt on the rows.
  public var isClean: Bool {
    contradictory.isEmpty && unstamped == 0 && outOfOrder == 0 && offGrid == 0 && gaps.isEmpty
      && !hasDaylightSaving && deviations.count <= 1 && sums.allSatisfy { $0.agrees != false }
  }
}
