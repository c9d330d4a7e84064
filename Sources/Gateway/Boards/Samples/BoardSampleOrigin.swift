import HAL
import LinuxHAL
import SimulatedHAL

/// Where a sampled meter's samples come from.
public enum BoardSampleOrigin: Equatable, Sendable {
  /// A simulated waveform.
  case simulated(SampleScenario)
  /// A capture in a WAV file; `repeats` plays it again and again.
  case wav(path: String, repeats: Bool)
  /// A capture in a CSV file: `columns` in the order of the channels' inputs.
  case csv(path: String, columns: [String], delimiter: UInt8, repeats: Bool)
  /// A capture of bare little-endian integers of `sampleBytes` bytes.
  case raw(path: String, sampleBytes: Int, repeats: Bool)
  /// The kernel's industrial I/O: `channels` (scan elements) in the order of the channels' inputs.
  case iio(IIOCapture)
  /// Frames over a serial line (docs/sample-stream.md).
  case serial(BoardSerialPort)

  /// True when the samples come from no device, so that time may be simulated too.
  public var runsInSimulatedTime: Bool {
    switch self {
    case .simulated, .wav, .csv, .raw: true
    case .iio, .serial: false
    }
  }

  /// The word for it in board files.
  public var name: String {
    switch self {
    case .simulated: "simulated"
    case .wav, .csv, .raw: "replay"
    case .iio: "iio"
    case .serial: "serial"
    }
  }
}
