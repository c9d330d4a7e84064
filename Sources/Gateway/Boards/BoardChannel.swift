import LinuxHAL
import MeterCore
import SimulatedHAL

/// One pulse channel of a board.
public struct BoardChannel: Equatable, Sendable {
  /// Name, unique on the board.
  public var name: String
  /// What it counts and how.
  public var configuration: PulseChannelConfiguration
  /// MPAN core (13 digits) of the register, for settlement files.
  public var mpan: String?
  /// Where the pulses come from.
  public var input: Input

  /// Where a channel's pulses come from.
  public enum Input: Equatable, Sendable {
    case gpio(GPIOLine)
    case simulated(SimulatedPulseInput.Line)
  }

  /// Name under which the service manager keeps the line's request over a restart. It names the wiring too, so
  /// that a request for another line, polarity or bias is never taken over after the board was changed.
  public var keptName: String? {
    guard let line = gpioLine else { return nil }
    let text = "\(name)@\(line.chip),\(line.line),\(line.isActiveLow ? "low" : "high"),\(line.bias.rawValue)"
    return String(text.map { $0.isASCII && $0 > " " && $0 != ":" ? $0 : "_" }.prefix(200))
  }

  var gpioLine: GPIOLine? { if case .gpio(let line) = input { line } else { nil } }
  var simulatedLine: SimulatedPulseInput.Line? {
    if case .simulated(let line) = input { line } else { nil }
  }
}
