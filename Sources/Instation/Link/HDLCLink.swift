import DataLink

/// Messages over HDLC.
final class HDLCLink: MessageLink {
  let line: ObservedLine
  private var client: HDLCClient<2064, 65_544>
  private var patience: LinkPatience
  private var frame = [UInt8](repeating: 0, count: 2064)
  private var received: [UInt8] = []

  /// A link over `line`. `patience` rules the repetitions; the client's own times are not used.
  init(
    _ line: ObservedLine, client: UInt8, server: HDLCAddress, proposal: HDLCParameters, patience: LinkPatience
  ) {
    self.line = line
    self.patience = patience
    self.client = HDLCClient(
      HDLCClientConfiguration(
        client: client, server: server, proposal: proposal, responseNanoseconds: 1,
        retries: UInt8(clamping: patience.retries),
        busyNanoseconds: max(60_000_000_000, 2 * patience.longest)))
  }

  var agreed: String {
    let p = client.parameters
    return "HDLC, information \(p.maximumInformationReceive), window \(p.windowReceive)"
  }

  func open() throws(MeterReadError) {
    client.connect()
    let doing = "opening the HDLC link"
    switch try run(doing) {
    case .connected: return
    case .failed(let failure): throw error(failure, doing)
    default: throw wrong(doing)
    }
  }

  func exchange(_ message: [UInt8], doing: String) throws(MeterReadError) -> [UInt8] {
    guard client.send(message.span.bytes) else {
      throw MeterReadError(.linkEnded, doing: doing, likely: "the link is not open; read again")
    }
    return try answer(doing)
  }

  func follow(doing: String) throws(MeterReadError) -> [UInt8]? {
    client.poll()
    return try answer(doing)
  }

  private func answer(_ doing: String) throws(MeterReadError) -> [UInt8] {
    switch try run(doing) {
    case .message(let count):
      return client.withMessage { octets in
        octets.withUnsafeBytes { Array($0[..<count]) }
      }
    case .failed(let failure): throw error(failure, doing)
    default: throw wrong(doing)
    }
  }

  func close() {
    guard client.isConnected else { return }
    client.disconnect()
    _ = try? run("closing the HDLC link")
  }

  /// Lets the client talk until it has something to tell.
  private func run(_ doing: String) throws(MeterReadError) -> HDLCClientEvent {
    var attempt = 0
    var isWaiting = false
    var since = line.nowNanoseconds
    do throws(LineError) {
      while true {
        if let event = client.takeEvent() { return event }
        var out: [UInt8] = []
        while true {
          var span = frame.mutableSpan
          var bytes = span.mutableBytes
          let count = client.transmit(into: &bytes, now: line.nowNanoseconds)
          if count == 0 { break }
          out += frame[..<count]
        }
        if !out.isEmpty {
          try line.send(out)
          since = line.nowNanoseconds
          isWaiting = true
        }
        let now = line.nowNanoseconds
        var until = since + patience.wait(attempt: attempt)
        // A pause before the next poll.
        if let due = client.nextDeadline, due > now, due < until { until = due }
        try line.receive(into: &received, until: until)
        if !received.isEmpty {
          if isWaiting { patience.note(line.nowNanoseconds - since) }
          isWaiting = false
          since = line.nowNanoseconds
          client.receive(received.span.bytes, now: since)
        } else if line.nowNanoseconds >= since + patience.wait(attempt: attempt) {
          attempt += 1
          client.advance(now: line.nowNanoseconds)
          since = line.nowNanoseconds
        }
      }
    } catch {
      throw MeterReadError(
        .line(error), doing: doing, sent: Diagnosis.shown(line.lastSent),
        came: Diagnosis.shown(line.shownReceived, count: line.receivedCount), likely: error.advice)
    }
  }

  private func error(_ failure: HDLCClientFailure, _ doing: String) -> MeterReadError {
    let sent = Diagnosis.shown(line.lastSent)
    let came = Diagnosis.shown(line.shownReceived, count: line.receivedCount)
    switch failure {
    case .noAnswer:
      let likely = Diagnosis.likely(
        line.lastReceived, count: line.receivedCount, sent: line.lastSent, expecting: .hdlc)
      return MeterReadError(.noAnswer, doing: doing, sent: sent, came: came, likely: likely)
    case .busy:
      return MeterReadError(
        .noAnswer, doing: doing, sent: sent, came: came,
        likely: "the meter is there but has nothing to say; end other readers' sessions, or restart it")
    case .disconnectedByServer:
      return MeterReadError(
        .linkEnded, doing: doing, sent: sent, came: came,
        likely: "the meter restarted, timed out, or serves another reader; read again")
    case .frameRejected(let reason):
      return MeterReadError(
        .linkEnded, doing: doing, sent: sent, came: "FRMR, reason \(reason)",
        likely: "frames too long for the meter: try --information 128 --window 1")
    case .messageTooLong:
      return MeterReadError(
        .malformed, doing: doing, sent: sent, came: came,
        likely: "a message longer than agreed; try --pdu 1024")
    case .malformedParameters:
      return MeterReadError(
        .malformed, doing: doing, sent: sent, came: came,
        likely: "the meter's answer to the link's parameters is damaged; try --information 128 --window 1")
    }
  }

  private func wrong(_ doing: String) -> MeterReadError {
    MeterReadError(
      .malformed, doing: doing, sent: Diagnosis.shown(line.lastSent),
      came: Diagnosis.shown(line.shownReceived, count: line.receivedCount), likely: "an answer out of order")
  }
}
