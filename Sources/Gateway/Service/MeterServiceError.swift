import HAL
import LinuxHAL
import MeterCore

/// Why the meter service stopped or could not start; each says what to do next.
public enum MeterServiceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The store could not be mounted.
  case storage(path: String, StorageError)
  /// The board has samples, not pulses.
  case noPulseChannels(board: String)
  /// The pulse input failed while running.
  case input(channel: String, PulseInputError)
  /// The source of samples failed while running.
  case samples(detail: String, SampleSourceError)
  /// The last commit failed: what was counted since the last good one is lost with a supply cut.
  case notCommitted(path: String, StorageError)

  public var description: String {
    switch self {
    case .storage(let path, let error): "\(path): \(StorageAdvice.text(error))"
    case .noPulseChannels(let board): "board \(board) has samples; the pulse service needs pulse 'channels'"
    case .input(let channel, let error):
      "channel \(channel): the line's device \(error.kind == .deviceGone ? "is gone" : "failed") "
        + "(errno \(error.errorNumber)); check the wiring and driver, then start again"
    case .samples(let detail, let error):
      "samples: \(detail)"
        + (error.kind == .deviceGone || error.kind == .inputOutput
          ? " (errno \(error.errorNumber)); check cable and driver, then start again" : "")
    case .notCommitted(let path, let error):
      "\(path): the last commit failed: \(StorageAdvice.text(error))"
    }
  }
}
