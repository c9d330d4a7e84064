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

  var gpioLine: GPIOLine? { if case .gpio(let line) = input { line } else { nil } }
  var simulatedLine: SimulatedPulseInput.Line? {
    if case .simulated(let line) = input { line } else { nil }
  }
}
