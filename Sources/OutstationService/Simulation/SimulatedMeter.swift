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
  /// The registers.
  public var registers: [Register]
  /// The profiles; the last one is the log of accesses.
  public var profiles: [Profile]
  /// Codes of registers that are refused.
  public var refused: Set<UInt64> = []

  private let startSeconds: Int64
  private var startTick: Int64?
  private var shiftNanoseconds: Int64 = 0
  private var flags: UInt8 = 0
  private var loaded = 0
  private var loadedProfile = 0

  init(
    identity: OutstationIdentity, startSeconds: Int64, isSealBroken: Bool, registers: [Register],
    profiles: [Profile]
  ) {
    self.identity = identity
    self.startSeconds = startSeconds
    self.isSealBroken = isSealBroken
    self.registers = registers
    self.profiles = profiles
  }

  public var registerCount: Int { registers.count }
  public func register(at index: Int) -> RegisterDescription { registers[index].description }

  public mutating func registerValue(at index: Int, now: Int64) -> RegisterValue? {
    refused.contains(registers[index].description.name.code) ? nil : registers[index].value
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
    return true
  }

  public func cell(_ column: Int) -> Int64 { profiles[loadedProfile].cells[loaded + column] }

  private mutating func nanoseconds(now: Int64) -> Int64 {
    let start = startTick ?? now
    startTick = start
    return now - start + shiftNanoseconds
  }

  public mutating func time(now: Int64) -> OutstationTime {
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
    let passed = nanoseconds(now: now)
    let wanted = (seconds - startSeconds) * 1_000_000_000 + Int64(hundredths) * 10_000_000
    // TIM, and TRU: the present period is cut or stretched.
    if passed != wanted { flags |= 0x18 }
    shiftNanoseconds += wanted - passed
    return .success
  }

  public mutating func setPeriod(seconds: UInt32, of profile: Int, now: Int64) -> AccessResult {
    guard profile == 0 else { return .readWriteDenied }
    profiles[0].description.periodSeconds = seconds
    return .success
  }

  public mutating func resetDemand(now: Int64) -> AccessResult {
    for index in registers.indices where registers[index].description.kind == .extended {
      registers[index].value = RegisterValue(0)
    }
    return .success
  }

  public mutating func presentFlags(now: Int64) -> UInt16 { UInt16(flags) }

  public mutating func log(_ event: AccessEvent, now: Int64) {
    switch event.kind {
    case .configurationChanged, .passwordChanged: flags |= 0x20
    default: break
    }
    let log = profiles.count - 1
    let seconds = time(now: now).seconds
    profiles[log].cells += [seconds, Int64(event.kind.rawValue), Int64(event.level), Int64(event.client)]
    if profiles[log].rowCount > Int(profiles[log].description.capacity) {
      profiles[log].cells.removeFirst(4)
      profiles[log].firstID += 1
    }
  }
}
