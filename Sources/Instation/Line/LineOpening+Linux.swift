import HAL
import LinuxHAL

/// Lines of this machine.
public enum LinuxLines {
  /// Opens the line of an installation.
  public static func open(_ installation: MeterInstallation) throws(LineError) -> any MeterLine {
    switch installation.target {
    case .tcp(let host, let port): return try tcp(host, port, installation, isEightBit: true)
    case .opticalTCP(let host, let port): return try tcp(host, port, installation, isEightBit: false)
    case .serial(let path): return try port(path, installation, installation.baud, isEightBit: true)
    case .optical(let path): return try port(path, installation, installation.signOnBaud, isEightBit: false)
    case .replay: throw .recordingDiffers("a recording is opened by who reads its file")
    }
  }

  private static func tcp(
    _ host: String, _ port: UInt16, _ installation: MeterInstallation, isEightBit: Bool
  ) throws(LineError) -> any MeterLine {
    try TCPLine(
      host: host, port: port, timeoutNanoseconds: max(installation.patienceNanoseconds, 1_000_000_000),
      rules: installation.rules, isEightBit: isEightBit)
  }

  private static func port(
    _ path: String, _ installation: MeterInstallation, _ baud: UInt32, isEightBit: Bool
  ) throws(LineError) -> any MeterLine {
    let rules = installation.rules
    if PseudoTerminalPort.isPseudoTerminal(path) {
      return try SerialPortLine(
        pseudoTerminal(path), baud: baud, isEightBit: isEightBit, rules: rules)
    }
    return try SerialPortLine(
      serialPort(path, rules.settings(baud, isEightBit)), baud: baud, isEightBit: isEightBit, rules: rules)
  }

  private static func pseudoTerminal(_ path: String) throws(LineError) -> PseudoTerminalPort {
    do throws(SerialPortError) { return try PseudoTerminalPort(path: path) } catch { throw .serial(error) }
  }

  private static func serialPort(
    _ path: String, _ settings: SerialSettings
  ) throws(LineError) -> LinuxSerialPort {
    do throws(SerialPortError) { return try LinuxSerialPort(path: path, settings: settings) } catch {
      throw .serial(error)
    }
  }
}
