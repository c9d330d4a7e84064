/// What a simulated charge point goes through.
public enum SimulatorScenario: String, Sendable, CaseIterable {
  /// No vehicle: only clock-aligned registers of the standby load.
  case idle
  /// One charging session of steady load.
  case session
  /// As `session`, with a clock that is ahead and runs fast: stamps miss the grid.
  case drift
  /// As `session`, with the connection lost in the middle and all messages replayed afterwards.
  case offlineReplay = "offline-replay"
  /// Power loss within a session, a register that starts again at zero, then a swapped meter.
  case resets
  /// As `session`, with frames in between that are not OCPP.
  case badFrames = "bad-frames"
}
