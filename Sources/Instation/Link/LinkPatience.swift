/// How long answers are awaited: as long as set up at first, then as the meter's own pace shows.
struct LinkPatience {
  /// The longest wait, in nanoseconds.
  let longest: Int64
  /// How often a request is repeated.
  let retries: Int
  private var slowest: Int64 = 0
  private var samples = 0

  init(longest: Int64, retries: Int) {
    self.longest = longest
    self.retries = retries
  }

  /// Notes how long the first octet of an answer took.
  mutating func note(_ nanoseconds: Int64) {
    slowest = max(slowest, nanoseconds)
    samples += 1
  }

  /// The wait before repetition `attempt` (from 0): doubled each time, never beyond the longest.
  func wait(attempt: Int) -> Int64 {
    // Until five answers are known the meter's pace is not.
    let base = samples < 5 ? longest : min(max(slowest * 5, 1_000_000_000), longest)
    return min(base << Int64(min(attempt, 6)), longest)
  }
}
