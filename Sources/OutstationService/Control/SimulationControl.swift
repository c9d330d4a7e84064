import HAL
import Outstation

/// What somebody at a bench can do to a simulated meter, in words: `begin PF`, `end PF`, `supply off`, `supply on`, `clear`,
/// `time`, `skip NANOSECONDS`. Answers begin with `ok` or `error`.
public final class SimulationControl {
  /// The flags whose condition can be made, by the number of their bit.
  public static let flags = ["PF", "RST", "BAT", "TIM", "TRU", "CFG", "REV", "ERR"]

  private let shared: SimulatedLink.Shared
  private let startNanoseconds: Int64
  private let startTick: Int64
  private var skipped: Int64 = 0

  /// Control of `shared`, whose time began at `startSeconds` UTC.
  public init(_ shared: SimulatedLink.Shared, startSeconds: Int64) {
    self.shared = shared
    startNanoseconds = startSeconds * 1_000_000_000
    startTick = MonotonicNow.nanoseconds()
    shared.outstation.meter.advance(now: startTick)
  }

  /// Does what a line says.
  public func answer(_ line: String) -> String {
    let now = MonotonicNow.nanoseconds()
    let words = line.split(separator: " ")
    switch (words.first, words.count) {
    case ("time", 1): return "ok \(startNanoseconds + now - startTick + skipped)"
    case ("skip", 2):
      guard let nanoseconds = Int64(words[1]), (0...86_400_000_000_000).contains(nanoseconds) else {
        return "error skip takes nanoseconds, at most a day"
      }
      skipped += nanoseconds
      shared.outstation.meter.skip(nanoseconds: nanoseconds, now: now)
    case ("begin", 2), ("end", 2):
      guard let flag = Self.flags.firstIndex(of: String(words[1])) else {
        return "error unknown condition; there are \(Self.flags.joined(separator: ", "))"
      }
      if words[0] == "begin" {
        shared.outstation.meter.begin(flag: flag, now: now)
      } else {
        shared.outstation.meter.end(flag: flag, now: now)
      }
    case ("supply", 2) where words[1] == "off": shared.outstation.meter.dropSupply(now: now)
    case ("supply", 2) where words[1] == "on": shared.outstation.meter.restoreSupply(now: now)
    case ("clear", 1):
      for flag in Self.flags.indices { shared.outstation.meter.end(flag: flag, now: now) }
      shared.outstation.meter.restoreSupply(now: now)
    default: return "error commands are begin, end, supply, clear, time and skip"
    }
    return "ok"
  }
}
