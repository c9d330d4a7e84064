import Crypto

/// Keys of entities by EUI-64. Never printed: its description gives counts only.
public struct KeyRing: Sendable, CustomStringConvertible, CustomReflectable {
  struct Entry: Sendable {
    var agreementPublic: P256.KeyAgreement.PublicKey?
    var agreementPrivate: P256.KeyAgreement.PrivateKey?
    var signingPublic: P256.Signing.PublicKey?
    var signingPrivate: P256.Signing.PrivateKey?
  }

  private var entries: [EntityIdentifier: Entry] = [:]

  public init() {}

  public var entities: [EntityIdentifier] { entries.keys.sorted() }
  public var description: String { "keys of \(entries.count) entities" }
  public var customMirror: Mirror { Mirror(self, children: ["entities": entries.count]) }

  public mutating func add(_ entity: EntityIdentifier, agreement key: P256.KeyAgreement.PrivateKey) {
    entries[entity, default: Entry()].agreementPrivate = key
    entries[entity, default: Entry()].agreementPublic = key.publicKey
  }

  public mutating func add(_ entity: EntityIdentifier, agreement key: P256.KeyAgreement.PublicKey) {
    entries[entity, default: Entry()].agreementPublic = key
  }

  public mutating func add(_ entity: EntityIdentifier, signing key: P256.Signing.PrivateKey) {
    entries[entity, default: Entry()].signingPrivate = key
    entries[entity, default: Entry()].signingPublic = key.publicKey
  }

  public mutating func add(_ entity: EntityIdentifier, signing key: P256.Signing.PublicKey) {
    entries[entity, default: Entry()].signingPublic = key
  }

  /// Gives an entity a signing key that nobody else has.
  public mutating func addRandomSigningKey(of entity: EntityIdentifier) {
    add(entity, signing: P256.Signing.PrivateKey())
  }

  public func has(_ use: KeyUse, of entity: EntityIdentifier) -> Bool {
    guard let entry = entries[entity] else { return false }
    return switch use {
    case .agreementPublic: entry.agreementPublic != nil
    case .agreementPrivate: entry.agreementPrivate != nil
    case .signingPublic: entry.signingPublic != nil
    case .signingPrivate: entry.signingPrivate != nil
    }
  }

  /// The ECDH secret between two entities, from whichever side's private key is here.
  public func secret(
    between first: EntityIdentifier, and second: EntityIdentifier
  ) throws(CryptographyError) -> SharedSecret {
    let (one, other) = (entries[first], entries[second])
    let pair: (P256.KeyAgreement.PrivateKey, P256.KeyAgreement.PublicKey)
    if let key = one?.agreementPrivate, let peer = other?.agreementPublic {
      pair = (key, peer)
    } else if let key = other?.agreementPrivate, let peer = one?.agreementPublic {
      pair = (key, peer)
    } else if one?.agreementPublic == nil {
      throw .keyMissing(first, .agreementPublic)
    } else if other?.agreementPublic == nil {
      throw .keyMissing(second, .agreementPublic)
    } else {
      throw .keyMissing(first, .agreementPrivate)
    }
    do {
      return try pair.0.sharedSecretFromKeyAgreement(with: pair.1)
    } catch {
      throw .operationFailed("key agreement")
    }
  }

  public func signingPublic(of entity: EntityIdentifier) throws(CryptographyError) -> P256.Signing.PublicKey {
    guard let key = entries[entity]?.signingPublic else { throw .keyMissing(entity, .signingPublic) }
    return key
  }

  public func signingPrivate(of entity: EntityIdentifier) throws(CryptographyError) -> P256.Signing.PrivateKey
  {
    guard let key = entries[entity]?.signingPrivate else { throw .keyMissing(entity, .signingPrivate) }
    return key
  }
}
