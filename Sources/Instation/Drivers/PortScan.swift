import DataLink

/// Finds out what a port speaks.
public final class PortScan {
  /// What to try.
  public struct Plan: Sendable {
    /// Speeds of HDLC on a serial line.
    public var bauds: [UInt32] = [9600]
    /// Clients and servers (logical, physical) of HDLC.
    public var clients: [UInt16] = [16]
    public var servers: [(logical: UInt16, physical: UInt16?)] = [(1, nil)]
    /// Speeds of the sign-on of IEC 62056-21.
    public var signOnBauds: [UInt32] = [300]

    /// A small plan.
    public init() {}
  }

  /// Something that answered.
  public struct Found: Equatable, Sendable, Encodable {
    /// `hdlc`, `wrapper`, `iec62056-21`.
    public var `protocol`: String
    /// Speed and frame of a serial line.
    public var baud: UInt32?
    public var frame: String?
    /// Client and server that the link opened with.
    public var client: UInt16?
    public var server: UInt16?
    public var physical: UInt16?
    /// What it said.
    public var words: String
    /// How to read it.
    public var command: String

    /// A line for people.
    public var text: String { "\(`protocol`): \(words)\n  \(command)" }
  }

  private var place: MeterInstallation
  private let plan: Plan
  private let opening: LineOpening
  private let observer: ((LineEvent) -> Void)?

  /// A scan of the port of `place`.
  public init(
    _ place: MeterInstallation, _ plan: Plan, opening: @escaping LineOpening = LinuxLines.open,
    observer: ((LineEvent) -> Void)?
  ) {
    self.place = place
    self.plan = plan
    self.opening = opening
    self.observer = observer
  }

  /// Tries everything; `trying` hears what is tried. A port that cannot be opened at all is an error.
  public func run(trying: (String) -> Void) throws(MeterReadError) -> [Found] {
    var found: [Found] = []
    switch place.target {
    case .tcp(let host, let port):
      for client in plan.clients {
        trying("COSEM wrapper, client \(client)")
        if let words = try wrapper(client) {
          found.append(
            Found(
              protocol: "wrapper", client: client, server: 1, words: words,
              command: "meter read tcp:\(host):\(port) --client \(client)"))
          break
        }
      }
      if found.isEmpty { found += try hdlc(nil, trying) }
      if found.isEmpty, let one = try signOn(.opticalTCP(host: host, port: port), 300, trying) {
        found.append(one)
      }
    case .serial(let path), .optical(let path):
      for baud in plan.bauds {
        place.target = .serial(path: path)
        found += try hdlc(baud, trying)
        if !found.isEmpty { break }
      }
      if found.isEmpty {
        for baud in plan.signOnBauds {
          if let one = try signOn(.optical(path: path), baud, trying) {
            found.append(one)
            break
          }
        }
      }
    default: break
    }
    return found
  }

  private func line() throws(MeterReadError) -> ObservedLine {
    ObservedLine(try MeterConnection.open(place, opening), observer: observer)
  }

  /// A public association by the wrapper: the meter's answer, whatever it says, shows that it is one.
  private func wrapper(_ client: UInt16) throws(MeterReadError) -> String? {
    let line = try line()
    defer { line.close() }
    let link = WrapperLink(
      line, client: client, server: place.server, patience: place.patienceNanoseconds)
    let session = COSEMClient(link, COSEMClient.Settings())
    do throws(MeterReadError) {
      try session.open()
      session.close()
      return "the association opens without password"
    } catch {
      if case .associationRefused = error.kind { return "the association wants more: \(error.what)" }
      return nil
    }
  }

  private func hdlc(_ baud: UInt32?, _ trying: (String) -> Void) throws(MeterReadError) -> [Found] {
    var found: [Found] = []
    place.framing = .hdlc
    if let baud { place.baud = baud }
    let line = try line()
    defer { line.close() }
    for server in plan.servers {
      for client in plan.clients where client < 128 {
        let name = server.physical.map { "\(server.logical)/\($0)" } ?? "\(server.logical)"
        trying("HDLC\(baud.map { " at \($0) 8N1" } ?? ""), client \(client), server \(name)")
        place.server = server.logical
        place.physical = server.physical
        let proposal = HDLCParameters(
          maximumInformationTransmit: 2030, maximumInformationReceive: 2030, windowTransmit: 7,
          windowReceive: 7)
        let link = HDLCLink(
          line, client: UInt8(client), server: place.hdlcAddress, proposal: proposal,
          patience: LinkPatience(longest: place.patienceNanoseconds, retries: 0))
        do throws(MeterReadError) {
          try link.open()
        } catch {
          if case .line = error.kind { throw error }
          // A meter that refuses a client speaks all the same.
          guard error.kind == .linkEnded else { continue }
        }
        link.close()
        let extra = server.physical.map { " --physical \($0)" } ?? ""
        var command = "meter read \(place.target) --client \(client) --server \(server.logical)\(extra)"
        if let baud { command += " --baud \(baud)" } else { command += " --hdlc" }
        found.append(
          Found(
            protocol: "hdlc", baud: baud, frame: baud == nil ? nil : "8N1", client: client,
            server: server.logical, physical: server.physical, words: "\(link.agreed), server \(name)",
            command: command))
        break
      }
    }
    return found
  }

  private func signOn(
    _ target: MeterTarget, _ baud: UInt32, _ trying: (String) -> Void
  ) throws(MeterReadError) -> Found? {
    trying("IEC 62056-21 at \(baud) 7E1")
    let before = place
    defer { place = before }
    place.target = target
    place.signOnBaud = baud
    let line = try line()
    defer { line.close() }
    var configuration = FlagSession.configuration(place, .readout)
    configuration.responseNanoseconds = max(place.patienceNanoseconds, 2_500_000_000)
    let session = FlagSession(line, configuration)
    session.start()
    do throws(MeterReadError) {
      let event = try session.next("signing on")
      guard case .identified = event.event else { return nil }
      let identification = String(decoding: event.text, as: UTF8.self)
      let offersHDLC = identification.contains("\\2")
      let driver = offersHDLC ? "" : " --driver \(FlagReader.name)"
      return Found(
        protocol: FlagReader.name, baud: baud, frame: "7E1",
        words: "identification \(identification)" + (offersHDLC ? ", offers HDLC (mode E)" : ""),
        command: "meter read \(target)\(driver)\(baud == 300 ? "" : " --sign-on-baud \(baud)")")
    } catch {
      if case .line = error.kind { throw error }
      return nil
    }
  }
}
