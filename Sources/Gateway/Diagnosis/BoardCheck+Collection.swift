import Instation

extension BoardCheck {
  static func collection(_ board: Board) -> [Finding] {
    guard let collection = board.collection else { return [] }
    do {
      let file = try CollectionFile(path: collection.metersFile)
      var findings = [Finding("collection", .ok, "\(file.meters.count) meters in \(collection.metersFile)")]
      for item in collection.reconciled where !file.meters.contains(where: { $0.name == item.meter }) {
        findings.append(
          Finding(
            "collection", .failure,
            "channel \(item.channel) is reconciled with '\(item.meter)', which \(collection.metersFile) does not name"
          ))
      }
      return findings
    } catch { return [Finding("collection", .failure, "\(error)")] }
  }
}
