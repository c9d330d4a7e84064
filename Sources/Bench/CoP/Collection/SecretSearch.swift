import Foundation
import Instation

/// Looks for passwords in what was recorded.
enum SecretSearch {
  /// How many of `secrets` stand somewhere in the octets of `events`.
  static func count(_ secrets: [Secret], in events: [LineEvent]) -> Int {
    secrets.count { secret in
      events.contains { event in
        switch event.kind {
        case .sent(let octets), .received(let octets): place(octets, secret.octets) != nil
        default: false
        }
      }
    }
  }

  /// The events without the octets from a secret on: what follows it in a frame could tell of it.
  static func masked(_ secrets: [Secret], in events: [LineEvent]) -> [LineEvent] {
    events.map { event in
      var event = event
      switch event.kind {
      case .sent(let octets): event.kind = .sent(masked(secrets, octets))
      case .received(let octets): event.kind = .received(masked(secrets, octets))
      default: break
      }
      return event
    }
  }

  /// Words without secrets.
  static func masked(_ secrets: [Secret], in words: String) -> String {
    secrets.reduce(words) { words, secret in
      words.replacingOccurrences(of: String(decoding: secret.octets, as: UTF8.self), with: "(a password)")
    }
  }

  private static func masked(_ secrets: [Secret], _ octets: [UInt8?]) -> [UInt8?] {
    guard let first = secrets.compactMap({ place(octets, $0.octets) }).min() else { return octets }
    return octets[..<first] + [UInt8?](repeating: nil, count: octets.count - first)
  }

  private static func place(_ octets: [UInt8?], _ secret: [UInt8]) -> Int? {
    guard octets.count >= secret.count, !secret.isEmpty else { return nil }
    return (0...(octets.count - secret.count)).first { start in
      secret.indices.allSatisfy { octets[start + $0] == secret[$0] }
    }
  }
}
