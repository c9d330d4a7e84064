import DataLink
import LinuxHAL

/// How a board's meter is read by COSEM clients.
public struct BoardOutstation: Equatable, Sendable {
  /// A TCP listener.
  public struct Listener: Equatable, Sendable {
    /// IPv4 address to listen on; loopback unless there are passwords.
    public var address: String
    /// Port, 0 for any.
    public var port: UInt16
    /// What is spoken on it.
    public var framing: Framing
  }

  /// What is spoken on TCP.
  public enum Framing: String, CaseIterable, Sendable { case wrapper, hdlc }

  /// What is spoken on a line.
  public enum LineProtocol: String, CaseIterable, Sendable {
    /// HDLC at the port's speed.
    case hdlc
    /// An optical port: IEC 62056-21 at 300 baud, HDLC at the port's speed by mode E.
    case optical
  }

  /// A serial or optical port of the board.
  public struct Line: Equatable, Sendable {
    /// The port.
    public var port: BoardSerialPort
    /// What is spoken on it.
    public var speaks: LineProtocol
    /// Longest HDLC information field, both ways.
    public var informationOctets: UInt16
    /// HDLC window, both ways.
    public var window: UInt8
    /// Lower HDLC address of this meter on a shared line.
    public var physicalAddress: UInt16
    /// Parity is made and taken in software, the port stays at 8N1.
    public var hasSoftwareParity: Bool
    /// The line brings back what is sent (RS-485 with two wires, some optical heads).
    public var cancelsEcho: Bool
  }

  /// How rows of profiles are written.
  public enum Compression: String, CaseIterable, Sendable {
    /// Whole.
    case plain
    /// Times that follow from the row before are left out.
    case nullData = "null_data"
    /// Types once for all rows.
    case compactArray = "compact_array"
  }

  /// Where the seal of level 4 is told from.
  public enum Seal: Equatable, Sendable {
    /// A cover switch, active while the cover is open.
    case gpio(GPIOLine)
    /// A board without hardware.
    case simulated(isBroken: Bool)
  }

  /// Serial number that clients read.
  public var serialNumber: String
  /// Outstation identification of the Codes of Practice.
  public var outstationID: String
  /// File with the passwords of levels 1 to 4; nil for none.
  public var passwordsFile: String?
  /// File with encryption key, authentication key and system title; nil for none.
  public var keysFile: String?
  /// The seal that guards level 4; nil for none, then level 4 stays closed.
  public var seal: Seal?
  /// How rows of profiles are written.
  public var compression: Compression
  /// The TCP listener.
  public var listener: Listener?
  /// Serial and optical ports.
  public var lines: [Line]

  /// True for an address of this machine itself.
  static func isLoopback(_ address: String) -> Bool { address.hasPrefix("127.") }
}
