import COSEM

/// A meter as an outstation shows it: registers and profiles by number, a clock, a log.
///
/// Reading never alters anything. Row ids rise with time and are never used twice, so a long transfer goes on
/// rightly while rows are added. `now` is monotonic time in nanoseconds. What only reads is `mutating` too: a meter is
/// large, and on a small processor a call that borrows it would copy it.
public protocol OutstationMeter: ~Copyable {
  /// Who the meter is.
  var identity: OutstationIdentity { get }
  /// True while the seal of level 4 is broken (cover open).
  var isSealBroken: Bool { get }

  /// Number of registers.
  var registerCount: Int { get }
  /// Register `index`.
  mutating func register(at index: Int) -> RegisterDescription
  /// What register `index` holds; nil where it cannot be had now.
  mutating func registerValue(at index: Int, now: Int64) -> RegisterValue?

  /// Number of profiles.
  var profileCount: Int { get }
  /// Profile `index`.
  mutating func profile(at index: Int) -> ProfileDescription
  /// Column `column` of profile `profile`; column 0 is the clock.
  mutating func column(_ column: Int, of profile: Int) -> ColumnDescription
  /// Ids of the rows kept, oldest first.
  mutating func rowIDs(of profile: Int) -> Range<UInt32>
  /// Loads a row, to be read cell by cell; false where it cannot be read.
  mutating func loadRow(_ id: UInt32, of profile: Int) -> Bool
  /// A cell of the row loaded last.
  mutating func cell(_ column: Int) -> Int64
  /// The rows stamped between two times, both included; nil for no bound.
  mutating func selectRows(of profile: Int, from: Int64?, to: Int64?) -> RowSelection

  /// What the clock says.
  mutating func time(now: Int64) -> OutstationTime
  /// Sets the clock, for an authorised client. The period that is cut is flagged.
  mutating func setTime(seconds: Int64, hundredths: UInt8, now: Int64) -> AccessResult
  /// True where clients may change the integration period of a profile.
  var hasSettablePeriod: Bool { get }
  /// Changes the integration period of a profile.
  mutating func setPeriod(seconds: UInt32, of profile: Int, now: Int64) -> AccessResult
  /// Resets the maximum demand.
  mutating func resetDemand(now: Int64) -> AccessResult
  /// Compensation that is in the meter's registers, for errors of the transformers before it, in 1/1000 %.
  var errorCompensation: Int32 { get }
  /// Compensates from now on: energies registered before stay what they are.
  mutating func setErrorCompensation(_ thousandthsOfPercent: Int32, now: Int64) -> AccessResult
  /// True where the supply output is closed, nil where there is none.
  var isSupplyClosed: Bool? { get }
  /// Opens or closes the supply output.
  mutating func setSupply(isClosed: Bool, now: Int64) -> AccessResult
  /// Flags of the present period: those of the Codes of Practice, PF, RST, BAT, TIM, TRU, CFG, REV, ERR, from bit 0;
  /// above them the meter's own doubts (`PeriodFlags`).
  mutating func presentFlags(now: Int64) -> UInt16
  /// Notes an access in the security log; a change of configuration also flags the present period.
  mutating func log(_ event: AccessEvent, now: Int64)
}

extension OutstationMeter where Self: ~Copyable {
  /// Looks at every row: right also where the clock was set back among them.
  public mutating func selectRows(of profile: Int, from: Int64?, to: Int64?) -> RowSelection {
    let ids = rowIDs(of: profile)
    var selection = RowSelection(
      first: ids.lowerBound, end: ids.lowerBound, count: 0, fromSeconds: from, toSeconds: to)
    for id in ids where loadRow(id, of: profile) && selection.contains(cell(0)) {
      if selection.count == 0 { selection.first = id }
      selection.end = id + 1
      selection.count += 1
    }
    return selection
  }

  /// False unless a meter can do it: then its set-up says what the period is.
  public var hasSettablePeriod: Bool { false }

  /// Refused unless a meter can do it.
  public mutating func setPeriod(seconds: UInt32, of profile: Int, now: Int64) -> AccessResult {
    .readWriteDenied
  }

  /// Refused unless a meter can do it.
  public mutating func resetDemand(now: Int64) -> AccessResult { .readWriteDenied }

  /// None unless a meter can compensate.
  public var errorCompensation: Int32 { 0 }

  /// Refused unless a meter can do it.
  public mutating func setErrorCompensation(_ thousandthsOfPercent: Int32, now: Int64) -> AccessResult {
    .readWriteDenied
  }

  /// None unless a meter has one.
  public var isSupplyClosed: Bool? { nil }

  /// Refused unless a meter can do it.
  public mutating func setSupply(isClosed: Bool, now: Int64) -> AccessResult { .readWriteDenied }
}

extension RowSelection {
  /// True for a row with this stamp.
  func contains(_ seconds: Int64) -> Bool {
    if let fromSeconds, seconds < fromSeconds { return false }
    if let toSeconds, seconds > toSeconds { return false }
    return true
  }
}
