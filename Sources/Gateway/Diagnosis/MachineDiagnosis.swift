import Foundation
import Glibc
import LinuxHAL

/// What this machine has for a meter: chips, lines in use, serial ports, groups, clock.
public enum MachineDiagnosis {
  /// Looks at the machine.
  public static func run() -> CheckReport {
    CheckReport(
      title: "this machine (libgpiod \(GPIOChip.libraryMajor).x)",
      findings: chips() + serialPorts() + groups() + clock())
  }

  private static func chips() -> [Finding] {
    let chips = GPIOChip.all()
    guard !chips.isEmpty else {
      let exists = access("/dev/gpiochip0", F_OK) == 0
      return [
        exists
          ? Finding("GPIO", .failure, "/dev/gpiochip0 exists but cannot be opened: join the group 'gpio'")
          : Finding("GPIO", .note, "no GPIO chip here; simulated boards work")
      ]
    }
    return chips.map { chip in
      let used = (0..<chip.lineCount).compactMap { offset in
        chip.consumer(offset: offset).map { "\(offset) '\($0)'" }
      }
      let lines = used.isEmpty ? "" : "; in use: \(used.joined(separator: ", "))"
      return Finding("GPIO \(chip.path)", .ok, "label '\(chip.label)', \(chip.lineCount) lines\(lines)")
    }
  }

  private static func serialPorts() -> [Finding] {
    let byID = "/dev/serial/by-id"
    let stable = ((try? FileManager.default.contentsOfDirectory(atPath: byID)) ?? []).sorted()
    var findings = stable.map { name in Finding("serial", .ok, "\(byID)/\(name)") }
    let plain = ((try? FileManager.default.contentsOfDirectory(atPath: "/dev")) ?? []).sorted().filter {
      $0.hasPrefix("ttyUSB") || $0.hasPrefix("ttyACM") || $0.hasPrefix("ttyAMA") || $0.hasPrefix("ttyS")
    }
    for name in plain where access("/dev/\(name)", R_OK | W_OK) != 0 {
      findings.append(
        Finding("serial", .note, "/dev/\(name) cannot be opened: join the group 'dialout'"))
    }
    if !plain.isEmpty { findings.append(Finding("serial", .ok, plain.joined(separator: " "))) }
    return findings.isEmpty ? [Finding("serial", .note, "no serial ports")] : findings
  }

  private static func groups() -> [Finding] {
    if geteuid() == 0 { return [Finding("user", .ok, "root")] }
    var identifiers = [gid_t](repeating: 0, count: 64)
    let count = getgroups(64, &identifiers)
    let mine = Set(identifiers.prefix(Int(max(count, 0))))
    return ["gpio", "dialout"].map { name in
      guard let group = getgrnam(name) else {
        return Finding("group \(name)", .note, "does not exist on this machine")
      }
      return mine.contains(group.pointee.gr_gid)
        ? Finding("group \(name)", .ok, "member")
        : Finding("group \(name)", .note, "not a member: sudo usermod -aG \(name) $USER, then log in again")
    }
  }

  private static func clock() -> [Finding] {
    guard let reading = LinuxWallClock().read() else {
      return [Finding("clock", .note, "not set; the meter waits for it before it stamps anything")]
    }
    return [
      Finding(
        "clock", reading.isSynchronised ? .ok : .note,
        reading.isSynchronised ? "synchronised" : "not synchronised by NTP; rows get clock_unsynced")
    ]
  }
}
