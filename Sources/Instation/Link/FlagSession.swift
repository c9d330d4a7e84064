import DataLink

/// Runs a session of IEC 62056-21 on a line.
final class FlagSession {
  /// Something that happened, with its characters.
  struct Event {
    var event: FlagClientEvent
    var text: [UInt8]
  }

  let line: ObservedLine
  private var client: FlagClient<512>
  private var pending: [Event] = []
  private var received: [UInt8] = []

  init(_ line: ObservedLine, _ configuration: FlagClientConfiguration) {
    self.line = line
    client = FlagClient(configuration)
  }

  /// The speed agreed.
  var baud: UInt32 { client.baud }

  static func configuration(
    _ installation: MeterInstallation, _ purpose: FlagClientPurpose
  ) -> FlagClientConfiguration {
    var configuration = FlagClientConfiguration(purpose: purpose)
    for (index, character) in installation.deviceAddress.utf8.prefix(32).enumerated() {
      configuration.address[index] = character
      configuration.addressCount = UInt8(index + 1)
    }
    if purpose != .listen { configuration.initialBaud = installation.signOnBaud }
    configuration.highestBaud = installation.highestBaud
    configuration.responseNanoseconds = max(installation.patienceNanoseconds, 2_200_000_000)
    configuration.speedChangeNanoseconds = Int64(installation.settleMilliseconds) * 1_000_000
    configuration.retries = UInt8(clamping: installation.retries)
    return configuration
  }

  func start() { client.start(now: line.nowNanoseconds) }

  /// Sends a command in programming mode; false where none can be sent.
  func command(_ command: Character, _ type: Character, _ data: [UInt8]) -> Bool {
    client.command(
      command.asciiValue!, type.asciiValue!, data: data.span.bytes, now: line.nowNanoseconds)
  }

  /// Goes on until something happens.
  func next(_ doing: String) throws(MeterReadError) -> Event {
    do throws(LineError) {
      while true {
        if !pending.isEmpty { return pending.removeFirst() }
        var octets = [UInt8](repeating: 0, count: 192)
        var action = FlagAction.nothing
        do {
          var span = octets.mutableSpan
          var bytes = span.mutableBytes
          action = client.next(into: &bytes, now: line.nowNanoseconds)
        }
        take()
        switch action {
        case .transmit(let count): try line.send(Array(octets[..<count]))
        case .speed(let baud, let isEightBit):
          try line.changeSpeed(baud: baud, isEightBit: isEightBit)
        case .startHDLC: return Event(event: .startHDLC, text: [])
        case .nothing:
          if !pending.isEmpty { continue }
          guard let deadline = client.nextDeadline else { return Event(event: .refused, text: []) }
          if deadline <= line.nowNanoseconds { continue }
          try line.receive(into: &received, until: deadline)
          for octet in received {
            client.receive(octet, now: line.nowNanoseconds)
            take()
          }
        }
      }
    } catch {
      throw MeterReadError(
        .line(error), doing: doing, sent: Diagnosis.shown(line.lastSent),
        came: Diagnosis.shown(line.shownReceived, count: line.receivedCount), likely: error.advice)
    }
  }

  /// Sends what is still to be sent, such as the last acknowledgement.
  func finish() {
    var octets = [UInt8](repeating: 0, count: 192)
    for _ in 0..<2 {
      var action = FlagAction.nothing
      do {
        var span = octets.mutableSpan
        var bytes = span.mutableBytes
        action = client.next(into: &bytes, now: line.nowNanoseconds)
      }
      if case .transmit(let count) = action { try? line.send(Array(octets[..<count])) }
    }
  }

  private func take() {
    guard let event = client.takeEvent() else { return }
    let text = client.withLine { span in
      (0..<span.byteCount).map { span.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
    }
    pending.append(Event(event: event, text: text))
  }

  /// The failure in words.
  func error(_ failure: FlagClientFailure, _ doing: String) -> MeterReadError {
    let sent = Diagnosis.shown(line.lastSent)
    let came = Diagnosis.shown(line.shownReceived, count: line.receivedCount)
    switch failure {
    case .noAnswer:
      return MeterReadError(
        .noAnswer, doing: doing, sent: sent, came: came,
        likely: Diagnosis.likely(
          line.lastReceived, count: line.receivedCount, sent: line.lastSent,
          expecting: .flag(baud: client.baud)))
    case .checkDiffers:
      return MeterReadError(
        .malformed, doing: doing, sent: sent, came: came,
        likely: "the check character differs again and again: the head's place, light, or noise")
    case .notOffered:
      return MeterReadError(
        .notOffered, doing: doing, sent: sent, came: came,
        likely: "the meter's identification offers no HDLC (mode E): try --driver iec62056-21")
    }
  }
}
