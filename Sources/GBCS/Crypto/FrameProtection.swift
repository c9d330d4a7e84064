import Crypto

/// Makes and verifies the MAC and signature of frames.
public struct FrameProtection: Sendable {
  public let keys: KeyRing

  public init(keys: KeyRing) { self.keys = keys }

  /// The 12-octet MAC of `frame` between its device and `peer`: the access control broker for commands, the recipient
  /// for responses and alerts.
  public func mac(of frame: Frame, with peer: EntityIdentifier) throws(CryptographyError) -> [UInt8] {
    let header = frame.header
    let device = header.direction == .command ? header.recipient : header.originator
    let key = KeyDerivation.key(
      secret: try keys.secret(between: device, and: peer), purpose: .mac(header.direction),
      originator: header.originator, counter: header.counter, recipient: header.recipient)
    // Security control and invocation counter of the MAC header, then the empty fields of general-ciphering, which
    // shorten to one octet here.
    let authenticated = Frame.securityHeader + [0] + frame.macPart()
    return try TruncatedGCM.seal(
      [], key: key, nonce: TruncatedGCM.nonce(header.originator), authenticating: authenticated
    ).tag
  }

  /// Throws unless the frame's MAC is right.
  public func verifyMAC(of frame: Frame, with peer: EntityIdentifier) throws(CryptographyError) {
    guard let mac = frame.seal.mac else { throw .protectionMissing }
    guard TruncatedGCM.constantTimeEqual(try self.mac(of: frame, with: peer), mac) else { throw .macInvalid }
  }

  /// Throws unless the frame's signature is its originator's.
  public func verifySignature(of frame: Frame) throws(CryptographyError) {
    guard let octets = frame.seal.signature else { throw .protectionMissing }
    let key = try keys.signingPublic(of: frame.header.originator)
    guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: octets),
      key.isValidSignature(signature, for: SHA256.hash(data: frame.signedPart()))
    else { throw .signatureInvalid }
  }

  /// The frame with its originator's signature and no MAC.
  public func signed(_ frame: Frame) throws(CryptographyError) -> Frame {
    let key = try keys.signingPrivate(of: frame.header.originator)
    var result = frame
    do {
      let signature = try key.signature(for: SHA256.hash(data: frame.signedPart()))
      result.seal = .signature(Array(signature.rawRepresentation))
    } catch {
      throw .operationFailed("signing")
    }
    return result
  }

  /// The frame with a MAC around it, and around its signature if it has one.
  public func macked(_ frame: Frame, with peer: EntityIdentifier) throws(CryptographyError) -> Frame {
    var result = frame
    result.seal = .mac(signature: frame.seal.signature, mac: [])
    result.seal = .mac(signature: frame.seal.signature, mac: try mac(of: result, with: peer))
    return result
  }
}
