import Foundation
import HAL
import LinuxHAL
import MeterCore

/// Checks a board against the machine without changing anything.
public enum BoardCheck {
  /// Runs all checks.
  public static func run(_ board: Board, folder: DataFolder) -> CheckReport {
    CheckReport(
      title: "board \(board.name)",
      findings: channels(board) + samples(board) + clock(board) + serialPorts(board) + outstation(board)
        + collection(board)
        + storage(board, folder))
  }

  private static func channels(_ board: Board) -> [Finding] {
    board.channels.map { channel in
      let energy = channel.configuration.pulseEnergy
      let constant = String(format: "%g", 1e9 * Double(energy.denominator) / Double(energy.numerator))
      let what =
        "\(channel.configuration.quantity.name), element \(channel.configuration.element), \(constant) pulses/"
        + channel.configuration.quantity.energyUnit
      let subject = "channel \(channel.name)"
      guard let line = channel.gpioLine else { return Finding(subject, .ok, "\(what), simulated") }
      do {
        let (path, offset) = try GPIOPulseInput.resolve(line)
        if let user = GPIOChip(finding: path)?.consumer(offset: offset) {
          return Finding(subject, .note, "\(what), \(path) line \(offset), held by '\(user)'")
        }
        return Finding(subject, .ok, "\(what), \(path) line \(offset)")
      } catch { return Finding(subject, .failure, "\(error)") }
    }
  }

  private static func clock(_ board: Board) -> [Finding] {
    let limit = board.clockRules.limitNanoseconds / 1_000_000_000
    let rule = board.clockRules.beyondLimit == .follow ? "followed and flagged" : "refused"
    let policy = Finding(
      "clock rule", .note,
      "corrections beyond \(limit) s are \(rule); the limit is unverified (10 s or 20 s by Code of Practice)")
    if board.isSimulated { return [Finding("clock", .ok, "simulated"), policy] }
    guard let reading = LinuxWallClock().read() else {
      return [
        Finding("clock", .note, "the system clock is not set; periods begin when it is (NTP or an RTC)"),
        policy,
      ]
    }
    let error = reading.maximumErrorNanoseconds.map { ", largest error \($0 / 1_000_000) ms" } ?? ""
    return [
      reading.isSynchronised
        ? Finding("clock", .ok, "synchronised\(error)")
        : Finding(
          "clock", .note, "not synchronised: rows will be flagged clock_unsynced; start NTP (chrony)"),
      policy,
    ]
  }

  private static func serialPorts(_ board: Board) -> [Finding] {
    board.serialPorts.map { port in
      do throws(SerialPortError) {
        _ = try LinuxSerialPort(path: port.device, settings: port.settings)
        return Finding("serial port \(port.name)", .ok, "\(port.device) opens at \(port.settings.baud) baud")
      } catch {
        return Finding("serial port \(port.name)", .failure, SerialAdvice.text(error, device: port.device))
      }
    }
  }

  private static func storage(_ board: Board, _ folder: DataFolder) -> [Finding] {
    let layout = StoredMeter.layout(board.storageSizes)
    let killed = board.isSimulated ? "nothing but simulated edges" : "nothing (kernel 5.10 or newer)"
    var findings = [
      Finding(
        "loss bound", .ok,
        "process killed: \(killed); supply cut: at most \(board.commitIntervalSeconds) s"
          + (board.commitPulses > 0 ? " or \(board.commitPulses) pulses" : "") + " of pulses"),
      Finding(
        "store", .ok, "\(layout.byteCount) bytes, \(board.profileRows) rows of \(board.period.minutes) min"),
      writes(board, layout),
    ]
    if FileManager.default.fileExists(atPath: folder.storePath) {
      do {
        let meter = try StoredMeter(path: folder.storePath)
        let at = meter.snapshot()?.instant.map { "\($0.seconds)" } ?? "never"
        findings.append(
          Finding("data", .ok, "\(folder.storePath) readable, last written at UTC second \(at)"))
      } catch { findings.append(Finding("data", .failure, "\(error)")) }
    } else {
      var parent = folder.path
      while !FileManager.default.fileExists(atPath: parent), parent.contains("/") {
        parent = String(parent[..<(parent.lastIndex(of: "/") ?? parent.startIndex)])
        if parent.isEmpty { parent = "/" }
      }
      if !FileManager.default.fileExists(atPath: parent) { parent = "." }
      let isWritable = FileManager.default.isWritableFile(atPath: parent)
      findings.append(
        isWritable
          ? Finding("data", .ok, "\(folder.path) will be created")
          : Finding("data", .failure, "\(parent) is not writable; choose another --data folder"))
    }
    return findings
  }

  /// Bytes that reach the medium in a day, in pages of 4 KiB, when pulses never pause.
  private static func writes(_ board: Board, _ layout: StorageLayout) -> Finding {
    let page = 4096
    let commits = 86_400 / board.commitIntervalSeconds + 86_400 / board.period.seconds
    // A commit: the state record's pages, a staging slot and the pages of the row and the file's metadata.
    let pagesOfState = (layout.state.slotBytes + page - 1) / page
    let bytes = commits * (pagesOfState + 1 + pagesOfState) * page
    let megabytes = String(format: "%.1f", Double(bytes) / 1e6)
    return Finding(
      "write load", .ok, "at most \(commits) syncs and \(megabytes) MB a day (4 KiB pages, metadata included)"
    )
  }
}
