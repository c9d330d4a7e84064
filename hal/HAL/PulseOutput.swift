/// A line that a meter drives: test pulse (LED, S0) or alarm contact.
public protocol PulseOutput: ~Copyable {
  /// Sets the line's level; `true` is active, polarity is the board's affair.
  mutating func set(active: Bool) throws(PulseOutputError)
}
