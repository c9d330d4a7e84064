import NIOSSL

/// Certificate and key of a TLS listener (OCPP security profile 2).
public struct TLSFiles: Equatable, Sendable {
  /// Why TLS cannot be set up.
  public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
    public var description: String
  }

  public var certificatePath: String
  public var keyPath: String

  /// Names PEM files: the certificate with its chain, and its private key.
  public init(certificatePath: String, keyPath: String) {
    self.certificatePath = certificatePath
    self.keyPath = keyPath
  }

  /// TLS 1.2 or newer, as both OCPP versions ask.
  func serverContext() throws(Failure) -> NIOSSLContext {
    do {
      let chain = try NIOSSLCertificate.fromPEMFile(certificatePath)
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) },
        privateKey: .privateKey(try NIOSSLPrivateKey(file: keyPath, format: .pem)))
      configuration.minimumTLSVersion = .tlsv12
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw Failure(description: "\(certificatePath), \(keyPath): no usable certificate and key: \(error)")
    }
  }

  /// A client's context; `trustPath` is a PEM file of roots, nil means the system's.
  static func clientContext(trustPath: String?) throws(Failure) -> NIOSSLContext {
    do {
      var configuration = TLSConfiguration.makeClientConfiguration()
      configuration.minimumTLSVersion = .tlsv12
      if let trustPath { configuration.trustRoots = .file(trustPath) }
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw Failure(description: "\(trustPath ?? "system trust roots"): \(error)")
    }
  }
}
