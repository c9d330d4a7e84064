import COSEM
import DataLink
import HAL
import Instation
import Outstation
import OutstationService

/// A meter and the line to it, in virtual time: what a `MeterReader` needs to read it.
public final class VirtualInstallation {
  public let clock = VirtualClock()
  public let outstation: TableOutstation
  public let kind: LinkKind
  public let pace: LinePace
  public var faults = LineFaults()
  /// Sends of the client, over all connections.
  public internal(set) var requests = 0
  /// Octets carried, over all connections.
  public private(set) var toMeter = 0
  public private(set) var toClient = 0
  /// Octets as they were sent, of the directions that are there.
  public var records: [LineFaults.Direction: [UInt8]] = [:]
  /// The meter's serial number, and what it holds: code of a channel, start of a period, value.
  public let serial: String
  public let truth: [String: [Int64: Int64]]
  private var end: MeterEnd?

  /// A meter on a line.
  public init(
    _ meter: consuming TableMeter, _ kind: LinkKind, _ pace: LinePace, isCiphered: Bool = false,
    compression: ProfileCompression = .plain
  ) {
    serial = meter.serial
    truth = meter.truth
    var settings = OutstationSettings()
    for (index, word) in ["level1", "level2", "level3", "level4"].enumerated() {
      let octets = Array(word.utf8)
      _ = settings.setPassword(octets.span.bytes, level: index + 1)
    }
    if isCiphered {
      settings.encryptionKey = Key128(InlineArray { UInt8($0) })
      settings.authenticationKey = Key128(InlineArray { UInt8(0xD0 + $0) })
      settings.title = SystemTitle(InlineArray { [0x4D, 0x4D, 0x4D, 0, 0, 0xBC, 0x61, 0x4E][$0] })
      settings.hasKeys = true
    }
    var personality = OutstationPersonality.codeOfPractice
    personality.compression = compression
    outstation = SharedOutstation(meter: meter, settings: settings, personality: personality)
    self.kind = kind
    self.pace = pace
  }

  /// HDLC with these limits at the meter.
  public static func hdlc(information: UInt16, window: UInt8) -> LinkKind {
    .hdlc(HDLCServerConfiguration(limits: limits(information, window)))
  }

  /// An optical port: sign-on at 300 baud, mode E.
  public static func optical(baud: UInt32, information: UInt16 = 2030, window: UInt8 = 7) -> LinkKind {
    .flag(
      FlagServerConfiguration(mode: .e, baud: baud),
      HDLCServerConfiguration(limits: limits(information, window)))
  }

  /// An optical port without HDLC: readout only (mode C).
  public static func readoutOnly(baud: UInt32) -> LinkKind {
    .flag(
      FlagServerConfiguration(mode: .c, baud: baud), HDLCServerConfiguration(limits: limits(128, 1)))
  }

  private static func limits(_ information: UInt16, _ window: UInt8) -> HDLCParameters {
    HDLCParameters(
      maximumInformationTransmit: information, maximumInformationReceive: information,
      windowTransmit: window, windowReceive: window)
  }

  /// How the client sees it.
  public var installation: MeterInstallation {
    var installation: MeterInstallation
    switch kind {
    case .wrapper: installation = MeterInstallation(.tcp(host: "virtual", port: 4059))
    case .hdlc:
      installation = MeterInstallation(.tcp(host: "virtual", port: 4059))
      installation.framing = .hdlc
    case .flag: installation = MeterInstallation(.optical(path: "virtual"))
    }
    installation.credentials = .password(Secret(Array("level1".utf8)))
    installation.baud = pace.baud
    return installation
  }

  /// Opens a line.
  public func open(_ installation: MeterInstallation) -> any MeterLine {
    let isOptical = installation.target.isOptical
    // A serial port outlives its readers; a connection does not.
    if end == nil || !isOptical { end = MeterEnd(outstation, kind, pace) }
    end!.bursts.removeAll()
    end!.delayNanoseconds = faults.delayNanoseconds
    return VirtualLine(
      self, end!, baud: isOptical ? installation.signOnBaud : pace.baud, isEightBit: !isOptical,
      filtersEcho: installation.rules.hasEcho)
  }

  /// What surrounds a reader here: virtual time everywhere.
  public func surroundings() -> MeterReader.Surroundings {
    MeterReader.Surroundings(
      open: { (installation) throws(LineError) in self.open(installation) },
      wallClock: {
        WallClockReading(
          utcNanoseconds: (TableMeter.lastStamp + 60) * 1_000_000_000 + self.clock.nanoseconds,
          isSynchronised: true)
      }, pause: { self.clock.pass($0) }, entropy: Key128(InlineArray(repeating: 7)))
  }

  /// Carries octets one way, with the line's faults; true where the line ended under them.
  func carry(
    _ octets: ArraySlice<UInt8>, _ direction: LineFaults.Direction, isEightBit: Bool
  ) -> (arrived: [UInt8], isCut: Bool) {
    let before = direction == .toMeter ? toMeter : toClient
    if direction == .toMeter { toMeter += octets.count } else { toClient += octets.count }
    records[direction]?.append(contentsOf: octets)
    var arrived = Array(octets)
    if let place = faults.corrupt, place.direction == direction {
      let index = place.position - before
      if arrived.indices.contains(index) {
        // Characters with wrong parity are dropped by the port.
        if isEightBit { arrived[index] ^= faults.mask } else { arrived.remove(at: index) }
      }
    }
    if let place = faults.cut, place.direction == direction {
      let index = place.position - before
      if index >= 0 && index < octets.count { return (Array(arrived.prefix(index)), true) }
    }
    if let noisy = faults.noise?.pass(octets, isEightBit: isEightBit) { arrived = noisy }
    return (arrived, false)
  }
}
