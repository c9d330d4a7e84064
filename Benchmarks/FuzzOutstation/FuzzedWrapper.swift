import DataLink
import Outstation

/// A TCP stream into the wrapper's receiver, whole, octet by octet and in two parts: the same messages each time. And
/// into a server with a whole outstation behind it.
enum FuzzedWrapper {
  static func run(_ input: [UInt8]) {
    let whole = messages(input, cuts: [])
    guard messages(input, cuts: Array(input.indices)) == whole else {
      fatalError("octet by octet the stream says something else")
    }
    guard messages(input, cuts: [input.count / 2]) == whole else {
      fatalError("in two parts the stream says something else")
    }
    serve(input)
  }

  private static func messages(_ input: [UInt8], cuts: [Int]) -> [[UInt8]] {
    var receiver = WrapperReceiver<600>()
    var found: [[UInt8]] = []
    var start = 0
    for end in cuts + [input.count] {
      let part = Array(input[start..<end])
      start = end
      var position = 0
      while position < part.count {
        switch receiver.take(part.span.bytes, from: &position) {
        case .incomplete: break
        case .broken: return found + [[]]
        case .message(let header):
          guard Int(header.length) <= 600, header.length > 0 else { fatalError("a length beyond the buffer") }
          found.append((0..<Int(header.length)).map { receiver.message[$0] })
        }
      }
    }
    return found
  }

  private static func serve(_ input: [UInt8]) {
    var server = WrapperServer<700>()
    var port = OutstationPort<512, 700, _, _, _>(FuzzedSession.outstation())
    var out = [UInt8](repeating: 0, count: 708)
    var position = 0
    var now: Int64 = 0
    while position < input.count && !server.isBroken {
      now += 1_000_000
      server.receive(input.span.bytes, from: &position, handler: &port, now: now)
      for _ in 0..<64 {
        var span = out.mutableSpan
        var bytes = span.mutableBytes
        if server.transmit(into: &bytes, handler: &port, now: now) == 0 { break }
      }
    }
    server.close(handler: &port)
  }
}
