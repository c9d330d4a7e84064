extension CoPJudge {
  func noisyLine() -> [CoPFinding] {
    guard let trial = seen.noise else { return [] }
    return [
      CoPFinding(
        trial.accepted == 0 && trial.isSame && trial.disturbances > 0,
        "\(trial.disturbances) frames damaged, \(trial.accepted) accepted, "
          + (trial.isSame ? "\(trial.rows) rows alike" : "rows differ (\(trial.rows) of \(trial.expected))"))
    ]
  }

  func brokenLine() -> [CoPFinding] {
    guard let trial = seen.broken else { return [] }
    return [
      CoPFinding(
        trial.isSame && trial.duplicates == 0 && trial.disturbances > 0,
        "\(trial.disturbances) break, \(trial.rows) of \(trial.expected) rows, "
          + "\(trial.duplicates) duplicates, \(trial.isSame ? "all alike" : "rows differ")")
    ]
  }
}
