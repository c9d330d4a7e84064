import DataLink

/// Messages over TCP in the COSEM wrapper.
final class WrapperLink: MessageLink {
  let line: ObservedLine
  private var client: WrapperClient<65_536>
  private let patience: Int64
  private var frame = [UInt8](repeating: 0, count: 2048)
  private var received: [UInt8] = []
  private var position = 0

  init(_ line: ObservedLine, client: UInt16, server: UInt16, patience: Int64) {
    self.line = line
    self.patience = patience
    self.client = WrapperClient(client: client, server: server)
  }

  let agreed = "COSEM wrapper"

  func open() {}

  func exchange(_ message: [UInt8], doing: String) throws(MeterReadError) -> [UInt8] {
    var count = 0
    do {
      var span = frame.mutableSpan
      var bytes = span.mutableBytes
      count = client.write(message.span.bytes, into: &bytes)
    }
    do throws(LineError) { try line.send(Array(frame[..<count])) } catch { throw failure(error, doing) }
    guard let answer = try self.answer(doing, patience) else {
      let likely = Diagnosis.likely(
        line.lastReceived, count: line.receivedCount, sent: line.lastSent, expecting: .wrapper)
      throw MeterReadError(
        .noAnswer, doing: doing, sent: Diagnosis.shown(line.lastSent),
        came: Diagnosis.shown(line.shownReceived, count: line.receivedCount), likely: likely)
    }
    return answer
  }

  func follow(doing: String) throws(MeterReadError) -> [UInt8]? {
    // What follows without a request is on its way already.
    try answer(doing, min(patience, 2_000_000_000))
  }

  func close() {}

  private func answer(_ doing: String, _ patience: Int64) throws(MeterReadError) -> [UInt8]? {
    var until = line.nowNanoseconds + patience
    while true {
      if position < received.count {
        switch client.take(received.span.bytes, from: &position) {
        case .message(let header):
          return client.withMessage(count: Int(header.length)) { octets in
            octets.withUnsafeBytes { Array($0) }
          }
        case .incomplete: break
        case .broken:
          let likely = Diagnosis.likely(
            line.lastReceived, count: line.receivedCount, sent: line.lastSent, expecting: .wrapper)
          throw MeterReadError(
            .malformed, doing: doing, sent: Diagnosis.shown(line.lastSent),
            came: Diagnosis.shown(line.shownReceived, count: line.receivedCount), likely: likely)
        }
      }
      position = 0
      do throws(LineError) { try line.receive(into: &received, until: until) } catch {
        received.removeAll()
        throw failure(error, doing)
      }
      if received.isEmpty { return nil }
      until = line.nowNanoseconds + patience
    }
  }

  private func failure(_ error: LineError, _ doing: String) -> MeterReadError {
    MeterReadError(
      .line(error), doing: doing, sent: Diagnosis.shown(line.lastSent),
      came: Diagnosis.shown(line.shownReceived, count: line.receivedCount), likely: error.advice)
  }
}
