import HAL
import MeterCore

/// A meter and its inputs, driven from the service's thread.
protocol MeterDriver: AnyObject {
  /// Registers, clock and periods.
  var state: PulseMeterState<40> { get }
  /// Ids of the profile rows that can be read.
  var rowIDs: Range<UInt32> { get }
  /// The newest failure of the store.
  var storageFailure: StorageError? { get }
  /// Descriptors that become readable with input; empty where the input must be polled.
  var descriptors: [Int32] { get }
  /// Monotonic time of the meter's inputs.
  var nowNanoseconds: Int64 { get }
  /// True once the input has come to its end (a replay).
  var isAtEnd: Bool { get }
  /// What the input can promise about losses, for the log.
  var capability: String { get }
  /// Voltages, currents and powers of the newest window; empty for pulses.
  var elements: [ElementReading] { get }
  /// Frequency in µHz, 0 where unknown.
  var frequencyMicrohertz: UInt32 { get }

  /// Starts clock and inputs, and commits.
  func begin(_ announcer: any ServiceAnnouncer) throws
  /// Takes what there is, oldest first; returns the nanoseconds in which nothing will have to be done.
  func turn() throws(MeterServiceError) -> Int64
  /// Takes what is left and commits; returns false when the commit failed.
  func end(takingInput: Bool) throws(MeterServiceError) -> Bool
  /// Power of a channel now, nil while unknown.
  func power(channel: Int) -> Power?
  /// Profile row `id`, nil when overwritten or damaged.
  func row(_ id: UInt32) throws -> ProfileRow<40>?
  /// Sets the clock for an authorised client; false when the time is implausible.
  func setClock(_ reading: WallClockReading) -> Bool
  /// Begins the maximum demands anew.
  func resetMaximumDemand()
  /// Compensates errors of transformers from now on, in 1/1000 %; false where this meter cannot.
  func setErrorCompensation(_ thousandthsOfPercent: Int32) -> Bool
  /// Settings beside the registers were changed.
  func noteConfigurationChange()
}
