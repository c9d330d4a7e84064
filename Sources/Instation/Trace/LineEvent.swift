/// What happened on a line, for traces and recordings. Secrets are masked already.
public struct LineEvent: Equatable, Sendable {
  /// What kind of thing.
  public enum Kind: Equatable, Sendable {
    /// Octets went to the meter; nil stands for a masked one.
    case sent([UInt8?])
    /// Octets came from the meter; nil stands for a masked one.
    case received([UInt8?])
    /// The speed changed.
    case speed(baud: UInt32, isEightBit: Bool)
    /// The line was opened.
    case opened
    /// The line was closed or failed.
    case closed
  }

  /// Nanoseconds since the line was opened.
  public var nanoseconds: Int64
  /// What it was.
  public var kind: Kind

  /// The line of a trace or recording: `     12.345 > 7E A0 …`; two stars for a masked octet.
  public var text: String {
    let milliseconds = nanoseconds / 1_000_000
    let fraction = String(milliseconds % 1000 + 1000).dropFirst()
    let stamp = "\(milliseconds / 1000).\(fraction)"
    let time = String(repeating: " ", count: max(10 - stamp.count, 0)) + stamp
    switch kind {
    case .sent(let octets): return "\(time) > \(Self.hex(octets))"
    case .received(let octets): return "\(time) < \(Self.hex(octets))"
    case .speed(let baud, let isEightBit): return "\(time) = \(baud) \(isEightBit ? "8N1" : "7E1")"
    case .opened: return "\(time) + open"
    case .closed: return "\(time) - closed"
    }
  }

  /// Hex of octets, `**` for a masked one.
  public static func hex(_ octets: [UInt8?]) -> String {
    octets.map { octet in
      guard let octet else { return "**" }
      let text = String(octet, radix: 16, uppercase: true)
      return octet < 16 ? "0" + text : text
    }.joined(separator: " ")
  }
}
