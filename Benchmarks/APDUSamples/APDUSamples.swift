/// Writes seeded random APDUs, one JSON line each: apdu-samples SEED COUNT
///
/// COUNT is of every form; bare data goes through all types within it. Decoders of others read these lines.
@main enum APDUSamples {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst().compactMap(UInt64.init)
    guard arguments.count == 2 else { fatalError("usage: apdu-samples SEED COUNT") }
    var chance = SampleChance(seed: arguments[0])
    for round in 0..<Int(arguments[1]) {
      for kind in SampleKind.allCases {
        print(line(kind, seed: chance.next(), round: round))
      }
    }
  }

  private static func line(_ kind: SampleKind, seed: UInt64, round: Int) -> String {
    var composer = APDUComposer(seed: seed)
    let fields = kind.compose(&composer, round: round)
    let octets = composer.written
    var line: [(String, SampleField)] = [
      ("kind", .text(kind.rawValue)), ("hex", .hex(octets)), ("fields", .object(fields)),
    ]
    if kind.isDecoded {
      do {
        try kind.decode(octets.span.bytes)
      } catch {
        line.append(("refused", .text("\(error)")))
      }
    }
    return SampleField.object(line).json
  }
}
