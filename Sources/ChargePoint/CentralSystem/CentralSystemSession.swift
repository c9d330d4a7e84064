import MeterCore

/// The central system's side of one connection as a value: a frame in, what is to be done out.
///
/// No socket, no clock, no file: the whole behaviour can be tested with arrays of bytes.
public struct CentralSystemSession: Sendable {
  /// What a frame leads to. Order: keep `transactions`, hand over `samples`, then send `answer`.
  public struct Reaction: Sendable {
    public var samples: [MeterSample] = []
    public var transactions: [TransactionBook.Entry] = []
    public var events: [MeteringDialogue.Metered.Event] = []
    /// The frame to answer with.
    public var answer: OCPPFrame?
    /// An answer to one of our own calls.
    public var answered: OCPPFrame?
    /// The charge point has just booted: configure it.
    public var hasBooted = false
    /// The connection is beyond repair: close it, saying why.
    public var closeReason: String?
  }

  public let rules: CentralSystemRules
  public private(set) var dialogue: MeteringDialogue
  /// Frames that were no OCPP.
  public private(set) var violations = 0

  public var version: OCPPVersion { dialogue.version }

  /// Creates the session of a charge point; `book` is what is known of its transactions.
  public init(
    chargePoint: String, version: OCPPVersion, rules: CentralSystemRules,
    book: TransactionBook = TransactionBook()
  ) {
    self.rules = rules
    dialogue = MeteringDialogue(chargePoint: chargePoint, version: version, book: book)
  }

  /// Takes the text of one message.
  public mutating func receive(_ text: some Sequence<UInt8>, at instant: Instant) -> Reaction {
    let frame: OCPPFrame
    do throws(FrameError) { frame = try OCPPFrame(text: text) } catch { return violation(error) }
    switch frame {
    case .result, .error: return Reaction(answered: frame)
    case .call(let id, let action, let payload): return called(id, action, payload, instant)
    }
  }

  private mutating func called(
    _ id: String, _ action: String, _ payload: JSONValue, _ instant: Instant
  ) -> Reaction {
    var reaction = Reaction()
    do throws(CallError) {
      let metered = try dialogue.called(id: id, action: action, payload: payload, receivedAt: instant)
      reaction.take(metered)
      let answer = try self.answer(action, payload, instant)
      reaction.take(dialogue.answered(id: id, payload: answer))
      reaction.answer = .result(id: id, payload: answer)
    } catch {
      reaction.answer = .error(id: id, error)
      reaction.events.append(
        .init(
          kind: .frameRefused,
          details: [
            "action": .string(action), "code": .string(error.code.rawValue), "reason": .string(error.summary),
          ]))
      return reaction
    }
    reaction.hasBooted = action == "BootNotification"
    if action == "StatusNotification", let stamp = payload["timestamp"]?.text,
      let time = RFC3339.instant(stamp)
    {
      let offset = (time.instant.nanoseconds - instant.nanoseconds) / 1_000_000_000
      if abs(offset) > Int64(rules.clockToleranceSeconds) {
        reaction.events.append(
          .init(
            kind: .clockOffset,
            details: [
              "offset_s": .integer(offset), "tolerance_s": .integer(rules.clockToleranceSeconds),
              "tolerance_source": "unverified",
            ]))
      }
    }
    return reaction
  }

  private mutating func violation(_ error: FrameError) -> Reaction {
    violations += 1
    var reaction = Reaction()
    reaction.events.append(.init(kind: .frameRefused, details: ["reason": .string(error.description)]))
    if let id = error.id {
      let code: CallError.Code =
        version == .v201
        ? (error == .unknownType(id: id) ? .messageTypeNotSupported : .rpcFrameworkError) : .protocolError
      reaction.answer = .error(id: id, CallError(code, error.description))
    } else if version == .v201 {
      // OCPP 2.0.1 part 4, 4.2.3: an unreadable message is answered with the id "-1".
      reaction.answer = .error(id: "-1", CallError(.rpcFrameworkError, error.description))
    }
    if violations >= rules.maximumViolations {
      reaction.closeReason = "\(violations) frames were not OCPP"
    }
    return reaction
  }

  /// The answer when the readings of a message could not be kept: the charge point sends it again.
  public static func notKept(id: String) -> OCPPFrame {
    .error(id: id, CallError(.internalError, "the readings could not be kept; send the message again"))
  }
}

extension CentralSystemSession.Reaction {
  fileprivate mutating func take(_ metered: MeteringDialogue.Metered) {
    samples += metered.samples
    events += metered.events
    transactions += metered.transactions
  }
}
