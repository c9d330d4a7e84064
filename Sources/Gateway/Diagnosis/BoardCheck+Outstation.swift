import Outstation

extension BoardCheck {
  static func outstation(_ board: Board) -> [Finding] {
    guard let outstation = board.outstation else { return [] }
    var findings: [Finding] = []
    if outstation.passwordsFile == nil {
      findings.append(
        Finding(
          "outstation", .note,
          "no 'passwords_file': users of this machine may read everything without a password; nothing can be changed"
        ))
    } else {
      do {
        _ = try BoardOutstationService.settings(outstation)
        findings.append(
          Finding("outstation", .ok, "passwords\(outstation.keysFile == nil ? "" : " and keys") usable"))
      } catch { findings.append(Finding("outstation", .failure, "\(error)")) }
    }
    if let listener = outstation.listener {
      let isOpen = !BoardOutstation.isLoopback(listener.address)
      findings.append(
        Finding(
          "outstation tcp", isOpen ? .note : .ok,
          "\(listener.framing.rawValue) on \(listener.address):\(listener.port)"
            + (isOpen ? "; passwords cross this network in the clear, keys (HLS-GMAC) do not" : "")))
    }
    for line in outstation.lines {
      findings.append(
        Finding(
          "outstation port \(line.port.name)", .ok,
          "\(line.speaks.rawValue), offers \(line.port.settings.baud) baud, physical address \(line.physicalAddress)"
        ))
    }
    return findings
  }
}
