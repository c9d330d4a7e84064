import Synchronization
import Testing

@testable import Gateway

@Suite struct PulsePlaybackTests {
  /// What a line was driven to.
  private final class Line: Sendable {
    let levels = Mutex<[Bool]>([])
  }

  @Test("Everything that was due is played in order before the end, and the line is left idle")
  func end() {
    let line = Line()
    let playback = PulsePlayback(
      leastSpacing: 0, now: { 1_000 }, drive: { level in line.levels.withLock { $0.append(level) } })
    for pulse in 0..<100 as Range<Int64> {
      playback.play(LevelChange(tick: pulse, isActive: true))
      playback.play(LevelChange(tick: pulse, isActive: false))
    }
    playback.play(LevelChange(tick: 1_000, isActive: true))
    playback.end()
    let levels = line.levels.withLock { $0 }
    #expect(levels == (0..<202).map { $0.isMultiple(of: 2) })
  }
}
