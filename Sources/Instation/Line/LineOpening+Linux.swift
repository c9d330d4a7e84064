import Glibc

/// Lines of this machine.
public enum LinuxLines {
  /// Opens the line of an installation.
  public static func open(_ installation: MeterInstallation) throws(LineError) -> any MeterLine {
    switch installation.target {
    case .tcp(let host, let port), .opticalTCP(let host, let port):
      return try TCPLine(
        host: host, port: port, timeoutNanoseconds: max(installation.patienceNanoseconds, 1_000_000_000))
    case .serial(let path):
      return try SerialPortLine(
        path: path, baud: installation.baud, isEightBit: true, rules: installation.rules)
    case .optical(let path):
      return try SerialPortLine(
        path: path, baud: installation.signOnBaud, isEightBit: false, rules: installation.rules)
    case .replay: throw .recordingDiffers("a recording is opened by who reads its file")
    }
  }
}
