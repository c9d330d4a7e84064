import Glibc

/// The parser under test; `tools/fuzz` names it, one campaign each.
private let parser = getenv("SWIFT_METER_FUZZ_PARSER").map { String(cString: $0) } ?? "apdu"

// What any octets must hold to: no trap, no answer longer than its buffer, and the rules each parser's file says.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let octets = Array(UnsafeBufferPointer(start: start, count: count))
  switch parser {
  case "hdlc": FuzzedHDLC.run(octets)
  case "wrapper": FuzzedWrapper.run(octets)
  case "flag": FuzzedFlagPort.run(octets)
  case "ciphered": FuzzedSession.run(octets, isCiphered: true)
  case "apdu":
    FuzzedDecoders.run(octets)
    FuzzedSession.run(octets, isCiphered: false)
  default: fatalError("unknown parser '\(parser)'; see tools/fuzz")
  }
  return 0
}
