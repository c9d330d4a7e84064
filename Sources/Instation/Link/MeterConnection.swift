import COSEM
import DataLink
import HAL

/// Opens the line to an installation. Tests give lines of their own.
public typealias LineOpening = (MeterInstallation) throws(LineError) -> any MeterLine

/// An open association with a meter.
public final class MeterConnection {
  /// The line.
  public let line: ObservedLine
  /// The client on it.
  public let client: COSEMClient
  /// What the meter called itself in the sign-on; empty without one.
  public let identification: String

  /// Opens line, link and association.
  public init(
    _ installation: MeterInstallation, client number: UInt16, entropy: Key128, counter: UInt32?,
    opening: LineOpening, observer: ((LineEvent) -> Void)?
  ) throws(MeterReadError) {
    let raw = try Self.open(installation, opening)
    let line = ObservedLine(raw, observer: observer)
    do throws(MeterReadError) {
      identification =
        installation.target.isOptical ? try Self.signOn(line, installation) : ""
      let link = try Self.link(line, installation, number)
      var settings = COSEMClient.Settings()
      settings.credentials = installation.credentials
      settings.longestMessage = installation.longestMessage
      settings.generalBlockWindow = installation.generalBlockWindow
      settings.pauseNanoseconds = Int64(installation.pauseMilliseconds) * 1_000_000
      settings.entropy = entropy
      settings.counter = counter
      settings.mayWrite = installation.mayWrite
      client = COSEMClient(link, settings)
      self.line = line
      do throws(MeterReadError) {
        try client.open()
      } catch {
        // A link that stays open would keep the next reader out.
        link.close()
        throw error
      }
    } catch {
      line.close()
      throw error
    }
  }

  static func open(
    _ installation: MeterInstallation, _ opening: LineOpening
  ) throws(MeterReadError) -> any MeterLine {
    do throws(LineError) { return try opening(installation) } catch {
      throw MeterReadError(
        .line(error), doing: "opening \(installation.target)", likely: error.advice)
    }
  }

  private static func link(
    _ line: ObservedLine, _ installation: MeterInstallation, _ client: UInt16
  ) throws(MeterReadError) -> any MessageLink {
    if case .tcp = installation.target, installation.framing == .wrapper {
      return WrapperLink(
        line, client: client, server: installation.server, patience: installation.patienceNanoseconds)
    }
    if case .replay = installation.target, installation.framing == .wrapper {
      return WrapperLink(
        line, client: client, server: installation.server, patience: installation.patienceNanoseconds)
    }
    guard client < 128 else {
      throw MeterReadError(
        .configuration, doing: "opening the HDLC link", likely: "--client must be below 128 with HDLC")
    }
    let proposal = HDLCParameters(
      maximumInformationTransmit: installation.information,
      maximumInformationReceive: installation.information, windowTransmit: installation.window,
      windowReceive: installation.window)
    return HDLCLink(
      line, client: UInt8(client), server: installation.hdlcAddress, proposal: proposal,
      patience: LinkPatience(longest: installation.patienceNanoseconds, retries: installation.retries))
  }

  /// Signs on at an optical port and changes to HDLC (mode E). Returns the meter's identification.
  private static func signOn(
    _ line: ObservedLine, _ installation: MeterInstallation
  ) throws(MeterReadError) -> String {
    let doing = "signing on (IEC 62056-21 mode E at \(installation.signOnBaud) baud)"
    var identification = ""
    var failure: MeterReadError?
    for _ in 0...max(installation.retries, 0) {
      let session = FlagSession(line, FlagSession.configuration(installation, .hdlc))
      session.start()
      failure = nil
      sessionEvents: while true {
        let event = try session.next(doing)
        switch event.event {
        case .identified: identification = String(decoding: event.text, as: UTF8.self)
        case .startHDLC:
          settle(line)
          return identification
        case .failed(let reason):
          failure = session.error(reason, doing)
          break sessionEvents
        default: continue
        }
      }
      // A meter that went to another speed comes back after its time-out.
      try? line.changeSpeed(baud: installation.signOnBaud, isEightBit: false)
      if failure?.kind == .notOffered { break }
    }
    throw failure!
  }

  /// Lets a confirmation of mode E pass, which only some meters send.
  private static func settle(_ line: ObservedLine) {
    var received: [UInt8] = []
    var until = line.nowNanoseconds + 250_000_000
    while line.nowNanoseconds < until {
      guard (try? line.receive(into: &received, until: until)) != nil else { return }
      if !received.isEmpty { until = line.nowNanoseconds + 50_000_000 }
    }
  }

  /// Releases everything.
  public func close() {
    client.close()
    line.close()
  }

  /// The line is broken: closes it without a word.
  public func abandon() {
    client.abandon()
    line.close()
  }
}
