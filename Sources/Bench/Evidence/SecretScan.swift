import Foundation

/// Looks for secrets in what is to be written: as they are, in hexadecimal (also spaced) and in base64.
struct SecretScan {
  private var needles: [[UInt8]] = []

  init(_ secrets: [[UInt8]]) {
    for secret in secrets where secret.count >= 4 {
      let hex = secret.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
      needles += [secret]
      for text in [hex.joined(), hex.joined(separator: " "), hex.joined(separator: ":")] {
        needles += [Array(text.utf8), Array(text.uppercased().utf8)]
      }
      needles.append(Array(Data(secret).base64EncodedString().utf8))
    }
  }

  func finds(in data: Data) -> Bool { needles.contains { data.firstRange(of: $0) != nil } }
}
