import COSEM
import Outstation

/// A simulated meter whose periods end while it runs.
extension SimulatedMeter {
  /// A condition begins that a flag tells of (bit 0 PF to bit 7 ERR).
  public mutating func begin(flag: Int, now: Int64) {
    advance(now: now)
    conditions |= 1 << UInt8(flag)
    show(1 << UInt8(flag))
  }

  /// The condition is over: the flag is gone from the next period on.
  public mutating func end(flag: Int, now: Int64) {
    advance(now: now)
    conditions &= ~(1 << UInt8(flag))
  }

  /// The outstation's supply fails: nothing is counted, and the failure is counted once.
  public mutating func dropSupply(now: Int64) {
    advance(now: now)
    guard isSupplied else { return }
    isSupplied = false
    wasUnsupplied = true
    guard !options.has("ALM-9", "unseen"), let place = register(OBIS(0, 0, 96, 7, 0)) else { return }
    registers[place].value.value += 1
  }

  /// The supply is back.
  public mutating func restoreSupply(now: Int64) {
    advance(now: now)
    isSupplied = true
  }

  /// Ends the periods that are over.
  public mutating func advance(now: Int64) {
    guard let end = periodEnd else { return }
    let time = seconds(now: now)
    guard time >= end else { return }
    var next = end
    while next <= time {
      close(next)
      next += Int64(profiles[0].description.periodSeconds)
    }
    periodEnd = next
  }

  /// Sets flags of the present period, but for those that are never shown.
  mutating func show(_ bits: UInt8) { flags |= bits & ~options.flags("missing") }

  /// End of the period that `seconds` lies in.
  func nextEnd(after seconds: Int64) -> Int64 {
    let shift: Int64 = options.has("OST-INT-2", "shifted") ? 420 : 0
    let period = Int64(profiles[0].description.periodSeconds)
    return seconds - (seconds - shift) % period + period
  }

  /// The clock was set: a period that was left is closed, cut as it is; the present one is followed.
  mutating func stepped(now: Int64) {
    guard let end = periodEnd else { return }
    let next = nextEnd(after: seconds(now: now))
    guard next != end else { return }
    if next > end {
      let bits = flags
      close(end)
      flags |= bits & 0x18
    }
    periodEnd = next
  }

  private mutating func close(_ end: Int64) {
    let row = rows.row(end, flags: flags, isSupplied: !wasUnsupplied, isFlowing: isSupplyClosed ?? true)
    profiles[0].append(row)
    flags = conditions & ~options.flags("missing") | (flags & options.flags("sticks"))
    wasUnsupplied = !isSupplied
    let factor = 3600 / max(rows.periodSeconds, 1)
    for quantity in 0..<4 {
      let name = UInt8(quantity + 1)
      if let place = register(OBIS(1, 0, name, 8, 0)) {
        let before = registers[place].value.value
        registers[place].value.value = rows.totals[quantity]
        if let rate = register(OBIS(1, 0, name, 8, 1)) {
          registers[rate].value.value += rows.totals[quantity] - before
        }
      }
      guard let place = register(OBIS(1, 0, name, 6, 0)) else { continue }
      let demand = row[rows.firstEnergy + quantity] * factor
      let known = registers[place].value
      let isNew =
        known.capturedSeconds == 0 || Profile.month(ofEnd: known.capturedSeconds) != Profile.month(ofEnd: end)
      if isNew || demand > known.value {
        registers[place].value = RegisterValue(demand)
        registers[place].value.capturedSeconds = end
      }
    }
    if profiles.count > 2, end % 86_400 == 0,
      let daily = profiles.firstIndex(where: { $0.description.name == OBIS(1, 0, 99, 128, 0) })
    {
      profiles[daily].append([end] + rows.totals)
    }
  }

  private func register(_ name: OBIS) -> Int? { registers.firstIndex { $0.description.name == name } }
}
