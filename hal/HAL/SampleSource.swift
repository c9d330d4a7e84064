/// Voltage and current samples as sets: one sample of every channel, taken at the same running index.
///
/// Set-up (device, file, pins) is outside the protocol. An implementer guarantees:
/// - `readSets` never blocks and moves whole sets only; within one block the sets are contiguous;
/// - sets are numbered by the device, or by what the device is known to have produced, never by what was
///   read: a lost set is a jump of `SampleBlock.firstIndex` beyond the last block's `nextIndex`, never silent.
///   `capabilities` says whether the jump is the exact number or an estimate from time stamps;
/// - the index never repeats or goes back, also when the device restarts its own count;
/// - samples are raw signed counts within `format`; an input beyond its range reads as the end stop
///   (`fullScale` or `-fullScale - 1`), it never wraps;
/// - the signal is band-limited below half the rate before it is sampled: anti-aliasing belongs to the source.
public protocol SampleSource: ~Copyable {
  /// Channels, rate and range; constant while the source lives.
  var format: SampleFormat { get }

  /// What the source can promise about loss and time.
  var capabilities: SampleSourceCapabilities { get }

  /// Moves waiting sets into the front of `samples`, oldest first, `format.channelCount` values each, and
  /// says what was moved. A block without sets means that nothing waits, or with `isEnd` that nothing will.
  ///
  /// `samples` must hold at least one set. After a `truncated` or `malformed` error everything before the
  /// damage has been delivered; `SampleSourceError` says where the damage is.
  mutating func readSets(
    into samples: inout MutableSpan<Int32>
  ) throws(SampleSourceError) -> SampleBlock
}
