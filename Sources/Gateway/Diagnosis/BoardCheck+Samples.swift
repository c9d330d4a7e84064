import Foundation
import LinuxHAL
import MeterCore

extension BoardCheck {
  /// The sampled inputs of a board. Devices are looked for, not opened: opening one would start it.
  static func samples(_ board: Board) -> [Finding] {
    guard let samples = board.samples else { return [] }
    let rate = samples.setsPerSecond.map { String(format: "%g sets/s", $0.approximate) }
    let bits = samples.significantBits.map { "\($0) bit" }
    let what = [samples.wiring.rawValue, rate, bits].compactMap { $0 }.joined(separator: ", ")
    let start = String(format: "%g A", Double(samples.startCurrentMicroamperes) / 1e6)
    var findings = [
      source(samples, what),
      Finding("starting current", .note, "\(start): \(samples.startCurrentClause)"),
    ]
    if let line = samples.testPulse?.output {
      do {
        let (path, offset) = try GPIOPulseInput.resolve(line)
        findings.append(Finding("test pulse", .ok, "\(path) line \(offset)"))
      } catch { findings.append(Finding("test pulse", .failure, "\(error)")) }
    }
    return findings
  }

  private static func source(_ samples: BoardSamples, _ what: String) -> Finding {
    let subject = "samples"
    switch samples.origin {
    case .simulated: return Finding(subject, .ok, "\(what), simulated")
    case .wav, .csv, .raw:
      do throws(BoardSampleSource.Failure) {
        let format = try BoardSampleSource(samples, time: nil).format
        return Finding(
          subject, .ok, "\(what), replay of \(format.channelCount) inputs, \(format.significantBits) bit")
      } catch { return Finding(subject, .failure, error.description) }
    case .iio(let capture):
      do throws(IIOError) {
        let device = try IIODevice(finding: capture.device)
        let missing = capture.channels.filter { !device.scanElements.contains($0) }
        guard missing.isEmpty else {
          return Finding(
            subject, .failure,
            "\(capture.device) has no scan element \(missing.joined(separator: ", ")); there are: "
              + device.scanElements.joined(separator: ", "))
        }
        return Finding(subject, .ok, "\(what), \(device.devicePath)")
      } catch { return Finding(subject, .failure, error.description) }
    case .serial(let port): return Finding(subject, .ok, "\(what), frames on \(port.name)")
    }
  }
}
