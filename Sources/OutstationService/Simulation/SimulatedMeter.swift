import COSEM
import HAL
import Outstation

/// A meter made of numbers: registers and profiles filled with days of uneven data that follow from a seed,
/// so that a reader's every cell can be compared with the truth.
public struct SimulatedMeter: OutstationMeter, ~Copyable {
  /// A profile: what it shows, and its rows.
  public struct Profile: Sendable {
    /// How the outstation shows it.
    public var description: ProfileDescription
    /// Its columns.
    public var columns: [ColumnDescription]
    /// Cells, row after row, oldest first; cell 0 of a row is UTC seconds.
    public var cells: [Int64]
    /// Rows.
    public var rowCount: Int { cells.count / columns.count }
    /// Id of the first row.
    public var firstID: UInt32 = 1
  }

  /// A register and its value.
  public struct Register: Sendable {
    /// How the outstation shows it.
    public var description: RegisterDescription
    /// What it holds.
    public var value: RegisterValue
  }

  public var identity: OutstationIdentity
  public var isSealBroken: Bool
  /// True: 5 to 30 minutes.
  public var hasSettablePeriod: Bool { true }
  public private(set) var errorCompensation: Int32 = 0
  public private(set) var isSupplyClosed: Bool? = true
  /// The registers.
  public var registers: [Register]
  /// The profiles; the last one is the log of accesses.
  public var profiles: [Profile]
  /// Codes of registers that are refused.
  public var refused: Set<UInt64> = []

  private let startSeconds: Int64
  private var startTick: Int64?
  private var shiftNanoseconds: Int64 = 0
  private var skippedNanoseconds: Int64 = 0
  var rows: SimulatedRows
  let options: SimulationOptions
  /// Flags of the present period, and those whose condition holds.
  var flags: UInt8 = 0
  var conditions: UInt8 = 0
  var isSupplied = true
  var wasUnsupplied = false
  /// When the present period ends; nil where no periods end.
  var periodEnd: Int64?
  /// The row whose value changes where reading alters it, and the reads so far.
  private let changing: UInt32
  private var selections: Int64 = 0
  /// Rows of the selection under way that were not loaded yet.
  private var selectionEnd: UInt32 = 0
  private var lastLoaded: UInt32 = 0
  private var loaded = 0
  private var loadedProfile = 0
  private var loadedID: UInt32 = 0

  init(
    identity: OutstationIdentity, startSeconds: Int64, isSealBroken: Bool, registers: [Register],
    profiles: [Profile], rows: SimulatedRows
  ) {
    self.identity = identity
    let options = rows.options
    self.startSeconds = startSeconds + (options.has("TIM-1", "offset") ? 25 : 0)
    self.isSealBroken = isSealBroken
    self.registers = registers
    self.profiles = profiles
    self.rows = rows
    self.options = options
    let first = profiles[0]
    changing = first.firstID + UInt32(max(first.rowCount - 48, 0))
    flags = options.has("OST-RD-1", "clears") ? 0x02 : 0
    guard options.isLive else { return }
    periodEnd = nextEnd(after: self.startSeconds)
  }

  public var registerCount: Int { registers.count }
  public func register(at index: Int) -> RegisterDescription { registers[index].description }

  public mutating func registerValue(at index: Int, now: Int64) -> RegisterValue? {
    advance(now: now)
    return refused.contains(registers[index].description.name.code) ? nil : registers[index].value
  }

  public var profileCount: Int { profiles.count }
  public func profile(at index: Int) -> ProfileDescription { profiles[index].description }
  public func column(_ column: Int, of profile: Int) -> ColumnDescription {
    profiles[profile].columns[column]
  }

  public mutating func rowIDs(of profile: Int) -> Range<UInt32> {
    let first = profiles[profile].firstID
    return first..<(first + UInt32(profiles[profile].rowCount))
  }

  public mutating func loadRow(_ id: UInt32, of profile: Int) -> Bool {
    guard rowIDs(of: profile).contains(id) else { return false }
    loaded = Int(id - profiles[profile].firstID) * profiles[profile].columns.count
    loadedProfile = profile
    loadedID = id
    if profile == 0 { lastLoaded = id }
    return true
  }

  public func cell(_ column: Int) -> Int64 {
    let cell = profiles[loadedProfile].cells[loaded + column]
    guard loadedProfile == 0, loadedID == changing, column == 2, options.has("OST-RPT-1", "changes") else {
      return cell
    }
    return cell + selections % 2
  }

  public mutating func selectRows(of profile: Int, from: Int64?, to: Int64?) -> RowSelection {
    let ids = rowIDs(of: profile)
    var selection = RowSelection(
      first: ids.lowerBound, end: ids.lowerBound, count: 0, fromSeconds: from, toSeconds: to)
    let content = profiles[profile]
    for (index, id) in ids.enumerated() {
      let stamp = content.cells[index * content.columns.count]
      guard stamp >= from ?? .min, stamp <= to ?? .max else { continue }
      if selection.count == 0 { selection.first = id }
      selection.end = id + 1
      selection.count += 1
    }
    if profile == 0 {
      selections += 1
      selectionEnd = selection.count == 0 ? 0 : selection.end
      lastLoaded = selection.first
    }
    return selection
  }

  mutating func nanoseconds(now: Int64) -> Int64 {
    let start = startTick ?? now
    startTick = start
    let passed = now - start + skippedNanoseconds
    return passed + (options.has("TIM-2", "fast") ? passed / 1_000_000 * 60 : 0) + shiftNanoseconds
  }

  /// Time passes at once; periods that end in it are stored.
  public mutating func skip(nanoseconds: Int64, now: Int64) {
    advance(now: now)
    skippedNanoseconds += nanoseconds
    advance(now: now)
  }

  /// The meter's time in whole seconds UTC.
  mutating func seconds(now: Int64) -> Int64 {
    let passed = nanoseconds(now: now)
    return startSeconds + (passed >= 0 ? passed : passed - 999_999_999) / 1_000_000_000
  }

  public mutating func time(now: Int64) -> OutstationTime {
    advance(now: now)
    let passed = nanoseconds(now: now)
    var seconds = passed / 1_000_000_000
    var rest = passed % 1_000_000_000
    if rest < 0 {
      rest += 1_000_000_000
      seconds -= 1
    }
    return OutstationTime(seconds: startSeconds + seconds, hundredths: UInt8(rest / 10_000_000))
  }

  public mutating func setTime(seconds: Int64, hundredths: UInt8, now: Int64) -> AccessResult {
    // A time that cannot be is refused: 2000 to 2099.
    guard (946_684_800..<4_102_444_800).contains(seconds) else { return .otherReason }
    advance(now: now)
    let passed = nanoseconds(now: now)
    var wanted = (seconds - startSeconds) * 1_000_000_000 + Int64(hundredths) * 10_000_000
    if options.has("TIM-6", "wrong") { wanted += 40_000_000_000 }
    // TIM, and TRU: the present period is cut or stretched.
    if passed != wanted { show(0x18) }
    shiftNanoseconds += wanted - passed
    stepped(now: now)
    return .success
  }

  public mutating func setPeriod(seconds: UInt32, of profile: Int, now: Int64) -> AccessResult {
    guard profile == 0 else { return .readWriteDenied }
    if options.has("OST-INT-1", "fixed") && seconds != profiles[0].description.periodSeconds {
      return .otherReason
    }
    advance(now: now)
    profiles[0].description.periodSeconds = seconds
    rows.periodSeconds = Int64(seconds)
    if periodEnd != nil { periodEnd = nextEnd(after: self.seconds(now: now)) }
    return .success
  }

  /// Counts from the next period on.
  public mutating func setErrorCompensation(_ thousandthsOfPercent: Int32, now: Int64) -> AccessResult {
    advance(now: now)
    errorCompensation = thousandthsOfPercent
    rows.compensation = Int64(thousandthsOfPercent)
    return .success
  }

  /// Nothing flows, so nothing is counted, while the supply is open.
  public mutating func setSupply(isClosed: Bool, now: Int64) -> AccessResult {
    advance(now: now)
    isSupplyClosed = isClosed
    return .success
  }

  public mutating func resetDemand(now: Int64) -> AccessResult {
    for index in registers.indices where registers[index].description.kind == .extended {
      registers[index].value = RegisterValue(0)
    }
    return .success
  }

  public mutating func presentFlags(now: Int64) -> UInt16 {
    advance(now: now)
    let shown = flags
    if options.has("OST-RD-1", "clears") { flags = 0 }
    return UInt16(shown)
  }

  public mutating func log(_ event: AccessEvent, now: Int64) {
    advance(now: now)
    switch event.kind {
    case .configurationChanged, .passwordChanged: show(0x20)
    case .granted:
      if options.has("OST-ID-1", "changes") { identity.outstation.append(0x2A) }
      if options.has("COM-2", "loses") { loseRow() }
    case .refused where options.has("SEC-3", "unlogged"): return
    default: break
    }
    let log = profiles.count - 1
    let seconds = time(now: now).seconds
    profiles[log].append([seconds] + (1..<AccessEvent.columnCount).map(event.cell))
  }

  /// A read that broke off costs the row after the last one that was sent.
  private mutating func loseRow() {
    defer { selectionEnd = 0 }
    guard lastLoaded + 1 < selectionEnd else { return }
    profiles[0].removeRow(Int(lastLoaded + 1 - profiles[0].firstID))
  }
}
