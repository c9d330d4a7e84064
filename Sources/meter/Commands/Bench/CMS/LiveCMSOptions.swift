import ArgumentParser
import ChargePoint
import Foundation
import Settlement

/// Options of `meter bench cms` on a real charge point.
struct LiveCMSOptions: ParsableArguments {
  @Option(help: "Real charge point: listen here as its central system, e.g. 127.0.0.1:9000.")
  var listen: String?
  @Option(help: "Identity of the charge point.") var identity: String?
  @Option(help: "Connector (1.6) or EVSE (2.0.1) under test.") var connector = 1
  @Option(help: "Tag to start sessions with.") var tag = "BENCH"
  @Option(help: "Load that is set at the connector, in W: energies are held against it.") var watts: Int64?
  @Option(help: "Register of meter ids (CSV): the ids of the connector, and the list in the evidence.")
  var register: String?
  @Option(help: "Seconds to wait for the charge point to connect.") var wait: Double = 300
  @Option(help: "Seconds without a reading after which a scenario fails.") var silence: Double = 2400
  @Flag(help: "The charge point lives in a faster time (a simulator): ask often, do not judge its clock.")
  var accelerated = false
  @Option(help: "File of identity:password lines (Basic authentication).") var secrets: String?
  @Option(help: "PEM certificate chain: listen with TLS.") var tlsCertificate: String?
  @Option(help: "PEM private key of the certificate.") var tlsKey: String?

  func validate() throws {
    guard listen == nil || identity != nil else { throw ValidationError("--listen needs --identity") }
    guard listen != nil || (identity == nil && watts == nil && !accelerated) else {
      throw ValidationError("--identity, --watts and --accelerated belong to --listen")
    }
    guard (tlsCertificate == nil) == (tlsKey == nil) else {
      throw ValidationError("--tls-certificate and --tls-key belong together")
    }
    guard connector >= 0, wait > 0, silence > 0, (watts ?? 1) > 0 else {
      throw ValidationError("--connector, --wait, --silence and --watts are positive")
    }
  }

  /// The listener's configuration: registers every 15 minutes on the grid and every minute in a session.
  func configuration(_ listen: String) throws -> ChargePointServer.Configuration {
    var service = ChargePointServiceOptions()
    service.listen = listen
    let address = try service.address()
    var configuration = ChargePointServer.Configuration(
      host: address.host, port: address.port, secrets: try secretsFile(),
      tls: tlsCertificate.flatMap { certificate in
        tlsKey.map { TLSFiles(certificatePath: certificate, keyPath: $0) }
      })
    configuration.rules.alignedSeconds = 900
    configuration.rules.sampledSeconds = 60
    if accelerated {
      configuration.limits.framesPerSecond = 10_000
      configuration.limits.burstFrames = 50_000
    }
    return configuration
  }

  private func secretsFile() throws -> SecretsFile? {
    guard let secrets else { return nil }
    do { return try SecretsFile(path: secrets) } catch { throw CommandFailure(.usage, error.description) }
  }

  /// The connector's entry: from the register, or made for the test.
  func entry(_ identity: String, in list: MeterIDRegister?) throws -> MeterIDRegister.Entry {
    guard let list else {
      return MeterIDRegister.Entry(
        meterID: "VM0001", chargePoint: identity, connector: connector, unitReference: "CMSUNIT00001",
        subMeter: "evcp001", mpan: MPAN(firstTwelve: 220_000_000_001)!)
    }
    guard let index = list.index(chargePoint: identity, connector: connector) else {
      throw CommandFailure(
        .usage,
        "\(register ?? ""): connector \(connector) of '\(identity)' is not in the register; add its line")
    }
    return list.entries[index]
  }
}
