/// Masks secrets in octets of a line.
///
/// Whatever part of a frame could tell of a secret is masked: from the first octet of the secret to the
/// frame's end (check sequences tell of what they cover). Where the secret was cut into several frames the
/// whole send is masked.
struct SecretMask {
  private let secrets: [[UInt8]]

  init(_ secrets: [[UInt8]]) { self.secrets = secrets.filter { !$0.isEmpty } }

  /// Octets that were sent with a secret in them.
  func sent(_ octets: [UInt8]) -> [UInt8?] {
    guard !secrets.isEmpty else { return octets }
    var first = octets.count
    for secret in secrets {
      if let start = Self.find(secret, in: octets) { first = min(first, start) }
    }
    // Nothing found: cut into frames, or padded; then nothing of it is shown.
    if first == octets.count { return Array(repeating: nil, count: octets.count) }
    return octets.indices.map { $0 < first ? octets[$0] : nil }
  }

  /// Octets that came while a secret was under way: an echo may carry it, whole or damaged.
  func received(_ octets: [UInt8]) -> [UInt8?] {
    var shown: [UInt8?] = octets
    for secret in secrets {
      let length = min(3, secret.count)
      guard octets.count >= length else { continue }
      for start in 0...(secret.count - length) {
        let piece = Array(secret[start..<(start + length)])
        for index in 0...(octets.count - length) where Array(octets[index..<(index + length)]) == piece {
          // To the end of the frame, and its neighbours before it.
          var end = index
          while end < octets.count, end < index + secret.count || octets[end] != 0x7E { end += 1 }
          for masked in max(index - secret.count, 0)..<min(end + 1, octets.count) { shown[masked] = nil }
        }
      }
    }
    return shown
  }

  private static func find(_ secret: [UInt8], in octets: [UInt8]) -> Int? {
    guard octets.count >= secret.count else { return nil }
    return (0...(octets.count - secret.count)).first { start in
      secret.indices.allSatisfy { octets[start + $0] == secret[$0] }
    }
  }
}
