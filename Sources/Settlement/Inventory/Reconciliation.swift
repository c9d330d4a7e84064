/// Inventory against what was received: who is silent, who is unknown, who comes twice.
public struct Reconciliation: Equatable, Sendable {
  /// In the inventory, but no event was received.
  public var silent: [String] = []
  /// Events were received, but the unit is in no inventory.
  public var unknown: [String] = []
  /// In the inventory more than once (case does not count), or logged under more than one spelling.
  public var duplicate: [String] = []
  /// In both, once.
  public var matched = 0

  /// Compares the CMS unit references of an inventory with the units of a log and how many events each had.
  public init(inventory: [String], received: [(unit: String, events: Int)]) {
    var listed: [String: String] = [:]
    var twice: Set<String> = []
    for unit in inventory where listed.updateValue(unit, forKey: unit.lowercased()) != nil {
      twice.insert(unit.lowercased())
    }
    var heard: [String: (spellings: Set<String>, events: Int)] = [:]
    for (unit, events) in received {
      heard[unit.lowercased(), default: ([], 0)].spellings.insert(unit)
      heard[unit.lowercased()]!.events += events
    }
    for (key, entry) in heard where entry.spellings.count > 1 { twice.insert(key) }
    for (key, unit) in listed.sorted(by: { $0.key < $1.key }) where (heard[key]?.events ?? 0) == 0 {
      silent.append(unit)
    }
    for (key, entry) in heard.sorted(by: { $0.key < $1.key }) where listed[key] == nil && entry.events > 0 {
      unknown.append(entry.spellings.sorted()[0])
    }
    duplicate = twice.sorted().map { listed[$0] ?? heard[$0]?.spellings.sorted().first ?? $0 }
    matched = listed.keys.filter { (heard[$0]?.events ?? 0) > 0 && !twice.contains($0) }.count
  }

  /// True when nothing differs.
  public var isClean: Bool { silent.isEmpty && unknown.isEmpty && duplicate.isEmpty }

  /// Lines for people.
  public var lines: [String] {
    ["matched: \(matched)"] + silent.map { "silent: \($0) is in the inventory, no event was received" }
      + unknown.map { "unknown: \($0) sent events, it is in no inventory" }
      + duplicate.map { "duplicate: \($0) comes more than once (case does not count)" }
  }
}
