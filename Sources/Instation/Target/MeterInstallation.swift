import DataLink

/// How one meter is installed: what belongs to the place, not to the model.
public struct MeterInstallation: Sendable {
  /// How messages are framed on TCP; serial lines always carry HDLC.
  public enum Framing: String, Sendable { case wrapper, hdlc }

  /// Where the meter is.
  public var target: MeterTarget
  /// Framing on TCP.
  public var framing = Framing.wrapper
  /// Client number; nil takes the driver's.
  public var client: UInt16?
  /// Logical device.
  public var server: UInt16 = 1
  /// Physical HDLC address of a multidrop line; nil uses an address of one octet.
  public var physical: UInt16?
  /// Octets of the HDLC server address, 1, 2 or 4; nil takes the shortest that fits.
  public var addressOctets: Int?
  /// Who the client says it is.
  public var credentials = Credentials.none
  /// Speed of a serial line.
  public var baud: UInt32 = 9600
  /// How the serial port is used.
  public var rules = SerialRules()
  /// Device address of the sign-on; empty reaches any device.
  public var deviceAddress = ""
  /// Speed of the sign-on.
  public var signOnBaud: UInt32 = 300
  /// Highest speed to accept from the sign-on.
  public var highestBaud: UInt32 = 19_200
  /// Pause between the acknowledgement's last character and the change of speed, in milliseconds: heads with
  /// a buffer of their own need up to 400.
  public var settleMilliseconds = 0
  /// Longest HDLC information field proposed.
  public var information: UInt16 = 2030
  /// HDLC window proposed.
  public var window: UInt8 = 7
  /// Longest message taken.
  public var longestMessage: UInt16 = 65_535
  /// Blocks taken at a time by general block transfer; 0 does not offer it.
  public var generalBlockWindow: UInt8 = 8
  /// Longest wait for an answer, in milliseconds.
  public var patienceMilliseconds = 5000
  /// Repetitions of a frame, and new connections without progress.
  public var retries = 3
  /// Pause between requests, in milliseconds.
  public var pauseMilliseconds = 0
  /// Minutes to add to the meter's time to get UTC where the meter does not say.
  public var localOffsetMinutes = 0
  /// The meter may be changed; for benches only.
  public var mayWrite = false

  /// An installation with the usual settings.
  public init(_ target: MeterTarget) { self.target = target }

  /// The HDLC address of the server.
  var hdlcAddress: HDLCAddress {
    switch (addressOctets, physical) {
    case (4, let physical): HDLCAddress(longLogical: server, physical: physical ?? 1)
    case (2, let physical): HDLCAddress(logical: server, physical: physical ?? 1)
    case (_, let physical?): HDLCAddress(logical: server, physical: physical)
    default: server < 128 ? HDLCAddress(UInt8(server)) : HDLCAddress(logical: server, physical: 0)
    }
  }

  var patienceNanoseconds: Int64 { Int64(patienceMilliseconds) * 1_000_000 }
}
