/// Lines that report edges with the time they happened. Set-up (chip, line, bias) is outside the protocol.
///
/// Note for implementers: `readEdges` never blocks and never drops an edge silently: where the device can
/// tell how many were lost it numbers them (`LineEdge.sequence`), where it cannot, `capabilities` says so.
public protocol PulseInput: ~Copyable {
  /// What the device can promise.
  var capabilities: PulseInputCapabilities { get }

  /// True when channel `channel`'s line is active now.
  mutating func isActive(channel: UInt8) throws(PulseInputError) -> Bool

  /// Moves up to `edges.count` waiting edges into `edges`, oldest first per line, and returns how many.
  mutating func readEdges(into edges: inout MutableSpan<LineEdge>) throws(PulseInputError) -> Int

  /// The caller has kept every edge read so far where the death of the process cannot reach it. A device that
  /// holds edges until then may let go of them.
  mutating func acknowledge()
}

extension PulseInput where Self: ~Copyable {
  public mutating func acknowledge() {}
}
