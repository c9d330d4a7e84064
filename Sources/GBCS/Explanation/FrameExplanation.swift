/// A frame explained layer by layer, for people (``text``) and as JSON.
public struct FrameExplanation: Encodable, Equatable, Sendable {
  /// One layer, from the outermost in.
  public struct Layer: Encodable, Equatable, Sendable {
    public let name: String
    public var fields: [Field]
  }

  /// A field of a layer; `depth` indents nested values.
  public struct Field: Encodable, Equatable, Sendable {
    public let name: String
    public let value: String
    public let depth: Int
  }

  /// What verification found.
  public enum Verdict: String, Encodable, Equatable, Sendable {
    case verified
    /// A key is missing, or none was given.
    case notVerified
    /// A MAC, signature or ciphertext is wrong.
    case failed
    /// A pre-command: nothing to verify.
    case unprotected
  }

  public private(set) var layers: [Layer] = []
  public private(set) var verdict: Verdict

  /// Explains `frame`. With `keys`, verifies and opens what they allow; `broker` is the access control broker whose
  /// key makes a command's MAC, else every entity of the keys is tried.
  public init(_ frame: Frame, keys: KeyRing? = nil, broker: EntityIdentifier? = nil) {
    verdict = frame.seal == .unsigned ? .unprotected : .notVerified
    layers.append(Layer(name: "frame", fields: Self.frameFields(frame)))
    layers.append(Layer(name: "grouping header", fields: Self.headerFields(frame.header)))
    layers.append(Self.payloadLayer(frame.payload))
    var checks: [Field] = []
    if let octets = frame.seal.signature {
      checks.append(Field(name: "signature", value: Hex.text(octets), depth: 0))
    }
    if let mac = frame.seal.mac { checks.append(Field(name: "mac", value: Hex.text(mac), depth: 0)) }
    if let keys, frame.seal != .unsigned {
      verify(frame, keys: keys, broker: broker, &checks)
      open(frame, keys: keys)
    }
    if !checks.isEmpty { layers.append(Layer(name: "protection", fields: checks)) }
  }

  private mutating func verify(
    _ frame: Frame, keys: KeyRing, broker: EntityIdentifier?, _ checks: inout [Field]
  ) {
    let protection = FrameProtection(keys: keys)
    var results: [Verdict] = []
    func note(_ name: String, _ verdict: Verdict, _ text: String) {
      results.append(verdict)
      checks.append(Field(name: name, value: text, depth: 1))
    }
    if frame.seal.signature != nil {
      do throws(CryptographyError) {
        try protection.verifySignature(of: frame)
        note("signature", .verified, "verified with \(frame.header.originator)'s signing key")
      } catch {
        note("signature", error.isMissingKey ? .notVerified : .failed, error.description)
      }
    }
    if frame.seal.mac != nil {
      if frame.header.direction == .command, broker == nil {
        let maker = keys.entities.first { (try? protection.verifyMAC(of: frame, with: $0)) != nil }
        if let maker {
          note("mac", .verified, "verified with \(maker)'s key, the access control broker's")
        } else {
          note("mac", .failed, "no key of the file makes this MAC with \(frame.header.recipient)'s")
        }
      } else {
        let peer =
          frame.header.direction == .command ? broker ?? frame.header.originator : frame.header.recipient
        do throws(CryptographyError) {
          try protection.verifyMAC(of: frame, with: peer)
          note("mac", .verified, "verified between \(frame.header.originator) and \(peer)")
        } catch {
          note("mac", error.isMissingKey ? .notVerified : .failed, error.description)
        }
      }
    }
    verdict = results.contains(.failed) ? .failed : results.contains(.notVerified) ? .notVerified : .verified
  }

  private mutating func open(_ frame: Frame, keys: KeyRing) {
    do throws(CryptographyError) {
      for plaintext in try AttributeProtection(keys: keys).open(frame) {
        var fields: [Field] = []
        if let data = try? DLMSData(decoding: plaintext) {
          Self.append(data, name: "value", depth: 0, &fields)
        } else {
          fields.append(Field(name: "octets", value: Hex.text(plaintext), depth: 0))
        }
        layers.append(Layer(name: "decrypted attributes", fields: fields))
      }
    } catch {
      layers.append(
        Layer(name: "decrypted attributes", fields: [Field(name: "not opened", value: "\(error)", depth: 0)]))
      if !error.isMissingKey { verdict = .failed }
    }
  }

  /// Indented text, one field a line.
  public var text: String {
    var lines: [String] = []
    for layer in layers {
      lines.append(layer.name)
      for field in layer.fields {
        let indent = String(repeating: "  ", count: field.depth + 1)
        lines.append(
          field.value.isEmpty ? "\(indent)\(field.name)" : "\(indent)\(field.name): \(field.value)")
      }
    }
    let result =
      switch verdict {
      case .verified: "verified"
      case .notVerified: "not verified"
      case .failed: "VERIFICATION FAILED"
      case .unprotected: "a pre-command: unprotected"
      }
    return (lines + [result]).joined(separator: "\n")
  }
}

extension CryptographyError {
  var isMissingKey: Bool { if case .keyMissing = self { true } else { false } }
}
