import HAL
import LinuxHAL

/// A serial device as a line of an `OutstationServer`.
public final class SerialLine {
  /// For polling, reading and writing.
  public let descriptor: Int32
  private var port: LinuxSerialPort

  /// Opens `path` for this process alone; 8N1, else 7E1.
  public init(path: String, baud: UInt32, isEightBit: Bool) throws(SerialPortError) {
    port = try LinuxSerialPort(path: path, settings: Self.settings(baud, isEightBit))
    descriptor = port.fileDescriptor
  }

  /// Opens `path` for this process alone.
  public init(path: String, settings: SerialSettings) throws(SerialPortError) {
    port = try LinuxSerialPort(path: path, settings: settings)
    descriptor = port.fileDescriptor
  }

  /// Changes speed and frame once everything written has left the port; false where the device cannot.
  @discardableResult
  public func change(_ settings: SerialSettings) -> Bool { (try? port.configure(settings)) != nil }

  /// Changes the speed once everything written has left the port; false where the device cannot.
  @discardableResult
  public func change(baud: UInt32, isEightBit: Bool) -> Bool {
    (try? port.configure(Self.settings(baud, isEightBit))) != nil
  }

  private static func settings(_ baud: UInt32, _ isEightBit: Bool) -> SerialSettings {
    isEightBit ? SerialSettings(baud: baud) : SerialSettings(baud: baud, dataBits: 7, parity: .even)
  }
}
