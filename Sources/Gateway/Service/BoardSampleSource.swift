import HAL
import LinuxHAL
import MeterCore
import SimulatedHAL

/// The opened source of a sampled board: one type, whichever the board names.
public final class BoardSampleSource: SampleSource {
  /// Why a board's source cannot be opened; says what to do next.
  public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
    /// True when the board file is wrong, false when the device or file is.
    public var isConfiguration: Bool
    /// What is wrong and what would be right.
    public var description: String
  }

  private typealias Serial = SerialSampleSource<LinuxSerialPort, LinuxMonotonicClock>

  public let format: SampleFormat
  public let capabilities: SampleSourceCapabilities
  /// What is worth telling the user about the opened source.
  public let notes: [String]
  /// Descriptor that becomes readable with sets; nil where the source must be polled.
  public let descriptor: Int32?
  private var simulated: SimulatedSampleSource?
  private var replay: ReplaySampleSource?
  private var iio: IIOSampleSource?
  private var serial: Serial?

  /// Opens the source of `samples`.
  ///
  /// - Parameter time: simulated time for boards that run in it (`BoardSampleOrigin.runsInSimulatedTime`);
  ///   nil lets a replay run in real time and is an error for a simulated waveform.
  public init(_ samples: BoardSamples, time: SimulatedTime?) throws(Failure) {
    var notes: [String] = []
    var descriptor: Int32?
    let clock = LinuxMonotonicClock()
    let now: @Sendable () -> Int64
    if let time { now = { time.nowNanoseconds } } else { now = { clock.nowNanoseconds() } }
    switch samples.origin {
    case .simulated(let scenario):
      guard let time else {
        throw Failure(isConfiguration: true, description: "a simulated waveform needs simulated time")
      }
      simulated = SimulatedSampleSource(scenario, time: time)
    case .wav, .csv, .raw:
      do throws(SampleFileError) { replay = try Self.replay(samples, now: now) } catch {
        throw Failure(isConfiguration: false, description: error.description)
      }
    case .iio(let capture):
      guard let rate = samples.setsPerSecond else {
        throw Failure(isConfiguration: true, description: "iio needs 'sample_rate_hz'")
      }
      do throws(IIOError) {
        let opened = try IIOSampleSource(
          capture, setsPerSecondNumerator: UInt32(rate.numerator),
          setsPerSecondDenominator: UInt32(rate.denominator))
        notes = opened.notes
        descriptor = opened.descriptor
        iio = opened
      } catch { throw Failure(isConfiguration: false, description: error.description) }
    case .serial(let port):
      guard let format = samples.format else {
        throw Failure(
          isConfiguration: true, description: "serial needs 'sample_rate_hz' and 'significant_bits'")
      }
      do throws(SerialPortError) {
        serial = Serial(
          port: try LinuxSerialPort(path: port.device, settings: port.settings), clock: clock, format: format)
      } catch {
        throw Failure(isConfiguration: false, description: SerialAdvice.text(error, device: port.device))
      }
    }
    let opened = simulated?.format ?? replay?.format ?? iio?.format ?? samples.format
    guard let opened, let last = samples.channels.map(\.input).max(), last < Int(opened.channelCount) else {
      throw Failure(
        isConfiguration: true,
        description: "the source has \(opened?.channelCount ?? 0) inputs (from 0), a channel names one beyond"
      )
    }
    guard (8...24).contains(opened.significantBits) else {
      throw Failure(
        isConfiguration: true,
        description: "the source has \(opened.significantBits) bits; 8 to 24 can be metered"
          + (replay != nil ? ": set 'significant_bits' to those of the converter" : ""))
    }
    format = opened
    capabilities = simulated?.capabilities ?? replay?.capabilities ?? iio?.capabilities ?? .countsLostSets
    self.notes = notes
    self.descriptor = descriptor
  }

  private static func replay(
    _ samples: BoardSamples, now: @escaping @Sendable () -> Int64
  ) throws(SampleFileError) -> ReplaySampleSource? {
    switch samples.origin {
    case .wav(let path, let repeats):
      return try .wav(
        path: path, significantBits: samples.significantBits.map { UInt8($0) }, repeats: repeats, now: now)
    case .csv(let path, let columns, let delimiter, let repeats):
      guard let format = samples.format else { return nil }
      return try .csv(
        path: path, columns: columns, format: format, delimiter: delimiter, repeats: repeats, now: now)
    case .raw(let path, let sampleBytes, let repeats):
      guard let format = samples.format else { return nil }
      return try .raw(path: path, format: format, sampleBytes: sampleBytes, repeats: repeats, now: now)
    default: return nil
    }
  }

  /// What ended a replay or what a serial front end sends instead, in words; nil while all is well.
  public var failure: String? {
    if let failure = replay?.failure { return failure.description }
    guard let other = serial?.refusedFormat else { return nil }
    return "the front end sends \(other.channelCount) channels of \(other.significantBits) bits at "
      + "\(Double(other.setsPerSecondNumerator) / Double(other.setsPerSecondDenominator)) sets a second, the "
      + "board says \(format.channelCount), \(format.significantBits) and "
      + "\(Double(format.setsPerSecondNumerator) / Double(format.setsPerSecondDenominator))"
  }

  public func readSets(into samples: inout MutableSpan<Int32>) throws(SampleSourceError) -> SampleBlock {
    if simulated != nil { return try simulated!.readSets(into: &samples) }
    if let replay { return try replay.readSets(into: &samples) }
    if let iio { return try iio.readSets(into: &samples) }
    return try serial!.readSets(into: &samples)
  }
}
