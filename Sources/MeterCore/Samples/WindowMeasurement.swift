/// What `Elements` elements measured over one window, the same samples for all.
///
/// Windows are contiguous: apart from reported gaps every sample belongs to exactly one window, so sums of window
/// energies are the energy of the whole stretch.
public struct WindowMeasurement<let Elements: Int>: Sendable, BitwiseCopyable {
  /// Running index of the first sample set.
  public var firstIndex: UInt64 = 0
  /// Sample sets in the window.
  public var sampleCount: UInt32 = 0
  /// `sampleCount` at the nominal sample rate, rounded to ns. Energies use the exact ratio.
  public var durationNanoseconds: UInt64 = 0
  /// Length of the whole cycles by interpolated crossings, in ns; 0 unless `end` is `.cycles`. Energy over this
  /// length is the smoother power for display.
  public var cyclesNanoseconds: UInt64 = 0
  /// Frequency of the anchor voltage in µHz; 0 unless `end` is `.cycles`.
  public var frequencyMicrohertz: UInt32 = 0
  /// Element (from 0) whose voltage the window is synchronous with; nil without a healthy voltage.
  public var anchor: UInt8?
  /// Why the window ended.
  public var end = WindowEnd.forced
  /// Sample sets lost since the previous window, with those that refilled the voltage history after a gap.
  public var missingSamples: UInt64 = 0
  /// The elements.
  public var elements = InlineArray<Elements, ElementMeasurement>(repeating: ElementMeasurement())

  /// A measurement of nothing, to be filled by a `SampleKernel`.
  public init() {}

  /// False when samples went missing in the window's course. Its energies are those of the samples there were.
  public var isValid: Bool { end != .gap }
}
