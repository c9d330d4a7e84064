/// How the octets of a stream are handed to a decoder.
enum Feeding: CaseIterable, Sendable {
  /// One message a call.
  case whole
  /// One octet a call.
  case octetByOctet
  /// All messages of a turn in one call.
  case glued
  /// All of a turn, cut after every third octet: a call ends one message and begins the next.
  case inThrees

  /// What goes into each call for a turn's messages.
  func pieces(_ turn: [[UInt8]]) -> [[UInt8]] {
    switch self {
    case .whole: turn
    case .octetByOctet: turn.flatMap { $0 }.map { [$0] }
    case .glued: [turn.flatMap { $0 }]
    case .inThrees: turn.flatMap { $0 }.inThrees
    }
  }
}

extension [UInt8] {
  fileprivate var inThrees: [[UInt8]] {
    stride(from: 0, to: count, by: 3).map { Array(self[$0..<Swift.min($0 + 3, count)]) }
  }
}
