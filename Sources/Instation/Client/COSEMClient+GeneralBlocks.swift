import COSEM

extension COSEMClient {
  /// Collects an answer that comes in general blocks, beginning with `first`. Lost blocks are asked for
  /// again.
  func collectBlocks(_ first: [UInt8], doing: String) throws(MeterReadError) -> [UInt8] {
    var whole: [UInt8] = []
    var received: UInt16 = 0
    // The plain request counts as this client's first block.
    var ours: UInt16 = 1
    var recoveries = 0
    var next: [UInt8]? = first
    while true {
      var endsWindow = true
      if let octets = next {
        if octets.first == APDUTag.exceptionResponse.rawValue { throw exception(octets, doing) }
        guard let block = try? GeneralBlock(octets.span.bytes, 0..<octets.count) else {
          throw malformed(doing, octets)
        }
        if block.number == received &+ 1 {
          received = block.number
          whole += octets[block.octets]
          if block.isLast { return whole }
          recoveries = 0
        } else if block.number > received &+ 1 {
          // A gap: what comes after it is sent again.
          recoveries += block.isStreaming ? 0 : 1
        }
        endsWindow = !block.isStreaming
      } else {
        recoveries += 1
      }
      guard recoveries <= 3 else {
        throw MeterReadError(
          .malformed, doing: doing, came: "general block \(received) and never the next",
          likely: "blocks get lost again and again; try --general-blocks 1 or 0")
      }
      if endsWindow {
        ours &+= 1
        var request = [UInt8](repeating: 0, count: 8)
        var writer = OctetWriter()
        do {
          var span = request.mutableSpan
          var bytes = span.mutableBytes
          GeneralBlock.writeHead(
            isLast: true, isStreaming: false, window: max(settings.generalBlockWindow, 1), number: ours,
            acknowledged: received, count: 0, &writer, &bytes)
        }
        do throws(MeterReadError) {
          next = try exchange(Array(request[..<writer.position]), doing: doing)
        } catch {
          // The window's last block was lost too: it is acknowledged again.
          guard error.kind == .noAnswer else { throw error }
          next = nil
        }
      } else {
        next = try link.follow(doing: doing)
      }
    }
  }
}
