/// What happened, as the event log stores it. Codes are never reused.
public enum MeterEventCode: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// The store was created. Value: 0.
  case created = 1
  /// Started after a supply cut. Value: seconds without metering, -1 when unknown.
  case supplyRestored = 2
  /// Started after a reset or stop with the supply on. Value: seconds without metering.
  case restarted = 3
  /// Resumed without a gap: the lines stayed requested over the restart. Value: 0.
  case resumed = 4
  /// Stopped in order. Value: 0.
  case stopped = 5
  /// The clock got its first time. Value: 0.
  case clockSet = 6
  /// The time was changed beyond the synchronisation limit. Value: milliseconds.
  case clockChanged = 7
  /// A correction was refused. Value: milliseconds the source differs.
  case clockRefused = 8
  /// The source became synchronised. Value: milliseconds of correction.
  case clockSynchronised = 9
  /// The source lost its synchronisation. Value: 0.
  case clockUnsynchronised = 10
  /// A synchronisation stretched or cut a period by more than its tolerance. Value: milliseconds.
  case periodTruncated = 11
  /// Edges were lost before they could be read. Value: how many. First of its kind in a period.
  case edgesLost = 12
  /// Interrupts merged: an edge may be missing. First of its kind in a period.
  case edgesMerged = 13
  /// A pulse outside the plausible width or rate was counted. First of its kind in a period.
  case pulseSuspect = 14
  /// A pulse arrived after its period had been closed. First of its kind in a period.
  case pulseLate = 15
  /// The pulse constant, quantity or period was changed, or settings by a client. Value: channel or -1.
  case configurationChanged = 16
  /// Damaged slots were found on mount. Value: how many.
  case storageDamaged = 17
  /// The store could not be written. Value: errors since the last success.
  case storageFailed = 18
  /// No valid state was left: registers continue from the newest profile row. Value: its id.
  case registersFromProfile = 19
  /// The maximum demand registers were reset. Value: 0.
  case maximumDemandReset = 20

  /// A voltage fell below the sag threshold. Channel: element. Value: mV.
  case voltageSag = 40
  /// A voltage rose above the swell threshold. Channel: element. Value: mV.
  case voltageSwell = 41
  /// A voltage came back between the thresholds. Channel: element. Value: milliseconds it was outside.
  case voltageNormal = 42
  /// A phase has no voltage. Channel: element. Value: mV.
  case phaseFailed = 43
  /// A phase has its voltage again. Channel: element. Value: milliseconds without.
  case phaseRestored = 44
  /// The phases follow each other in reverse. Value: 0.
  case phaseSequenceReversed = 45
  /// The phases follow each other in order again. Value: 0.
  case phaseSequenceRestored = 46
  /// Active energy began to run in reverse. Channel: element, 0 for the sum. Value: mW.
  case reverseRunning = 47
  /// Active energy runs forward again. Channel: element, 0 for the sum. Value: milliseconds in reverse.
  case forwardRunning = 48
  /// Sample sets were lost. Value: how many. First of its kind in a period.
  case samplesLost = 49
  /// An input reached the converter's end stops. Channel: element. Value: samples. First of its kind in a period.
  case overRange = 50
  /// The calibration was changed. Value: number of the calibration record.
  case calibrationChanged = 51
}
