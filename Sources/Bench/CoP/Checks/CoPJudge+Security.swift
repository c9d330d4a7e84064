extension CoPJudge {
  func passwordLengths() -> [CoPFinding] {
    let tried = seen.trials.passwords
    guard !tried.isEmpty else { return [] }
    let isRight = tried.allSatisfy { $0.isTaken == (6...12).contains($0.length) }
    return [
      CoPFinding(
        isRight,
        tried.map { "\($0.length) \($0.isTaken ? "accepted" : "refused")" }.joined(separator: ", "))
    ]
  }

  func accessLevels() -> [CoPFinding] {
    guard !seen.access.isEmpty else { return [] }
    let wrong = seen.access.filter { $0.isGranted != $0.worked }
    let text = wrong.map { cell in
      "\(cell.level == 0 ? "no password" : "level \(cell.level)") \(cell.worked ? "may" : "may not") \(cell.action.rawValue)"
    }
    var findings = [
      CoPFinding(
        wrong.isEmpty,
        wrong.isEmpty ? "\(seen.access.count) cells as granted" : text.joined(separator: ", "))
    ]
    if !seen.access.contains(where: { $0.action == .time }) {
      findings.append(.notRun("what changes the meter needs --bench"))
    }
    return findings
  }

  func wrongPasswords() -> [CoPFinding] {
    seen.trials.wrongPasswords.map { attempt in
      let isGood = attempt.isRefused && attempt.worksAfterwards && attempt.isLogged != false
      var measured = "level \(attempt.level): \(attempt.isRefused ? "refused" : "ACCEPTED")"
      switch attempt.isLogged {
      case true?: measured += ", logged"
      case false?: measured += ", not logged"
      case nil: measured += ", no log to see"
      }
      measured += attempt.worksAfterwards ? ", usable again" : ", port not usable afterwards"
      // Only the refusal of a wrong level-2 password stands in a source.
      let part = attempt.level == 2 && !attempt.isRefused ? "level 2" : ""
      return CoPFinding(isGood, measured, part: part)
    }
  }

  func secrets() -> [CoPFinding] {
    guard let found = seen.secretsFound else { return [.notRun("no password was used")] }
    return [
      CoPFinding(found == 0, found == 0 ? "none found" : "the meter tells \(found) of them; masked here")
    ]
  }
}
