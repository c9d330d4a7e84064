/// The scenarios S1 to S16 in their order.
public enum ScenarioPack {
  /// All scenarios.
  public static let all: [Scenario] =
    SessionScenarios.all + DisturbanceScenarios.all + InventoryScenarios.all

  /// Scenarios by id; all for an empty list. Nil where one is unknown.
  public static func scenarios(_ ids: [String]) -> [Scenario]? {
    if ids.isEmpty { return ordered }
    var found: [Scenario] = []
    for id in ids {
      guard let scenario = ordered.first(where: { $0.id == id.uppercased() }) else { return nil }
      found.append(scenario)
    }
    return found
  }

  /// In the order of their numbers.
  public static var ordered: [Scenario] {
    all.sorted { Int($0.id.dropFirst()) ?? 0 < Int($1.id.dropFirst()) ?? 0 }
  }
}
