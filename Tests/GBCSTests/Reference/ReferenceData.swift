import Crypto
import Foundation
import Testing

@testable import GBCS

/// The reference frames and their test keys, read from `shared/rtds` beside a checkout; they are third parties' test
/// data and no part of this repository. Tests that need them are skipped with the reason printed where they are absent.
enum ReferenceData {
  struct NamedFrame: Sendable {
    /// As `ECS17a_4.2_SUCCESS_COMMAND`.
    let name: String
    let bytes: [UInt8]
    let frame: Frame
  }

  private struct File: Decodable {
    struct Entry: Decodable {
      let file: String
      let frame: String
    }
    let frames: [Entry]
  }

  static let folder: URL? = {
    var starts = [
      URL(fileURLWithPath: #filePath), URL(fileURLWithPath: FileManager.default.currentDirectoryPath),
    ]
    if let override = ProcessInfo.processInfo.environment["SWIFT_METER_RTDS"] {
      starts = []
      let folder = URL(fileURLWithPath: override)
      if FileManager.default.fileExists(atPath: folder.appendingPathComponent("frames.json").path) {
        return folder
      }
    }
    for start in starts {
      var folder = start
      while folder.path != "/" {
        folder.deleteLastPathComponent()
        let candidate = folder.appendingPathComponent("shared/rtds")
        if FileManager.default.fileExists(atPath: candidate.appendingPathComponent("frames.json").path) {
          return candidate
        }
      }
    }
    print("SKIPPED: reference frames: no shared/rtds/frames.json beside the checkout")
    return nil
  }()

  /// Mutation tests flip one bit of every octet, or with SWIFT_METER_EVERY_BIT all eight of them.
  static func bits(_ position: Int) -> [UInt8] {
    everyBit ? Array(0..<8) : [UInt8(position % 8)]
  }
  private static let everyBit = ProcessInfo.processInfo.environment["SWIFT_METER_EVERY_BIT"] != nil

  static let isPresent = folder != nil

  /// Name and octets of every frame, decoded or not.
  static let octets: [(name: String, bytes: [UInt8])] = {
    guard let folder, let data = try? Data(contentsOf: folder.appendingPathComponent("frames.json")),
      let file = try? JSONDecoder().decode(File.self, from: data)
    else { return [] }
    return file.frames.compactMap { entry in
      guard let bytes = Hex.octets(entry.frame) else { return nil }
      let name = entry.file.split(separator: "/").last.map(String.init) ?? entry.file
      return (name.replacingOccurrences(of: "_GBCS.HEX", with: ""), bytes)
    }
  }()

  static let frames: [NamedFrame] = octets.compactMap { entry in
    (try? Frame(decoding: entry.bytes)).map { NamedFrame(name: entry.name, bytes: entry.bytes, frame: $0) }
  }

  static let keys: KeyRing = {
    guard let folder else { return KeyRing() }
    return (try? KeyFile.load(folder.appendingPathComponent("test-keys.json").path, permissions: .any))
      ?? KeyRing()
  }()

  static let rawKeys: [String: [String: String]]? = {
    guard let folder, let data = try? Data(contentsOf: folder.appendingPathComponent("test-keys.json")) else {
      return nil
    }
    return try? JSONDecoder().decode([String: [String: String]].self, from: data)
  }()

  static func add(_ octets: [UInt8], _ use: KeyUse, _ entity: EntityIdentifier, to ring: inout KeyRing) throws
  {
    switch use {
    case .agreementPublic:
      ring.add(entity, agreement: try P256.KeyAgreement.PublicKey(x963Representation: octets))
    case .agreementPrivate:
      ring.add(entity, agreement: try P256.KeyAgreement.PrivateKey(rawRepresentation: octets))
    case .signingPublic: ring.add(entity, signing: try P256.Signing.PublicKey(x963Representation: octets))
    case .signingPrivate: ring.add(entity, signing: try P256.Signing.PrivateKey(rawRepresentation: octets))
    }
  }

  static func frame(_ name: String) throws -> NamedFrame {
    try #require(frames.first { $0.name == name }, "no reference frame \(name)")
  }
}

extension Trait where Self == ConditionTrait {
  static var referenceData: Self {
    .enabled(if: ReferenceData.isPresent, "no shared/rtds beside the checkout")
  }
}
