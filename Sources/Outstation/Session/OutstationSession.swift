import COSEM
import DataLink
import HAL

/// One client's talk with an outstation over one link: association, protection, services, block transfers.
///
/// `ScratchBytes` holds one item of an answer (the longest row, the longest entry of the object list): 512 is
/// plenty. `LongBytes` holds a request that comes in blocks, or a list.
public struct OutstationSession<let ScratchBytes: Int, let LongBytes: Int>: ~Copyable {
  /// What the set-up objects show of the link.
  public var link = LinkFacts()
  /// Answers by general block transfer even where GET blocks are agreed.
  public var prefersGeneralBlocks = false

  var association = Association()
  var scratch = InlineArray<ScratchBytes, UInt8>(repeating: 0)
  var stream = ResponseStream()
  var long = InlineArray<LongBytes, UInt8>(repeating: 0)
  var longCount = 0
  var transfer = Transfer.none
  var general = GeneralTransfer()
  var protection = Protection()

  /// A long service in progress.
  enum Transfer: Equatable, BitwiseCopyable {
    case none
    case get(block: UInt32)
    case set(AttributeDescriptor, block: UInt32)
    case setList(count: Int, listCount: Int, block: UInt32)
    case action(AttributeDescriptor, block: UInt32)
    case actionList(count: Int, listCount: Int, block: UInt32)
  }

  /// How the present request was protected; its answer is protected alike.
  struct Protection: BitwiseCopyable {
    var control = SecurityControl()
    var isGeneral = false
    var isDedicated = false
    var isActive: Bool { !control.isEmpty }
  }

  /// A session without association.
  public init() {}

  /// The level of the present association, nil where there is none.
  public var level: UInt8? { association.isOpen ? association.level : nil }

  /// The link ended: so does the association.
  public mutating func end() {
    association = Association()
    transfer = .none
    general = GeneralTransfer()
  }

  /// Answers one message; see `MessageHandler.respond`.
  public mutating func respond<Meter, Cipher, Store>(
    client: UInt16, request: inout MutableRawSpan, count: Int, response: inout MutableRawSpan,
    outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    guard count > 0 else { return 0 }
    protection = Protection()
    let tag = request.unsafeLoad(fromByteOffset: 0, as: UInt8.self)
    if tag == APDUTag.associationRequest.rawValue {
      end()
      return associate(
        client: client, request: &request, count: count, response: &response, outstation: &outstation,
        now: now)
    }
    if tag == APDUTag.releaseRequest.rawValue {
      guard association.state != .none, association.client == client,
        Release.isRequest(request.bytes, 0..<count)
      else { return refuse(.serviceNotAllowed, .operationNotPossible, &response) }
      end()
      var writer = OctetWriter()
      Release.write(isRequest: false, userInformation: RawSpan(), &writer, &response)
      return writer.position
    }
    guard association.state != .none, association.client == client else {
      return refuse(.serviceNotAllowed, .operationNotPossible, &response)
    }
    if tag == APDUTag.generalBlockTransfer.rawValue {
      return takeGeneralBlock(
        request: &request, count: count, response: &response, outstation: &outstation, now: now)
    }
    general = GeneralTransfer()
    return serve(
      request: &request, range: 0..<count, response: &response, outstation: &outstation, now: now)
  }

  /// A further message without request; see `MessageHandler.followUp`.
  public mutating func followUp<Meter, Cipher, Store>(
    response: inout MutableRawSpan, outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    guard general.left > 0 else { return 0 }
    return sendGeneralBlock(&response, outstation: &outstation, now: now)
  }

  /// Removes protection, serves, protects the answer.
  mutating func serve<Meter, Cipher, Store>(
    request: inout MutableRawSpan, range: Range<Int>, response: inout MutableRawSpan,
    outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    let tag = request.unsafeLoad(fromByteOffset: range.lowerBound, as: UInt8.self)
    var plain = range
    switch tag {
    case 0xC8, 0xC9, 0xCB, 0xD0, 0xD1, 0xD3, 0xDB, 0xDC:
      guard association.isCiphered else { return refuse(.serviceUnknown, .serviceNotSupported, &response) }
      guard range.lowerBound == 0 else { return refuse(.serviceNotAllowed, .otherReason, &response) }
      protection.isGeneral = tag == 0xDB || tag == 0xDC
      protection.isDedicated = tag == 0xDC || (0xD0...0xD3).contains(tag)
      if protection.isDedicated && !association.hasDedicatedKey {
        return refuse(.serviceNotAllowed, .decipheringError, &response)
      }
      do throws(CipherError) {
        let opened = try outstation.unprotect(
          &request, count: range.count, association: association, isDedicated: protection.isDedicated)
        protection.control = opened.control
        plain = opened.plain
        let service = plain.isEmpty ? 0 : request.unsafeLoad(fromByteOffset: plain.lowerBound, as: UInt8.self)
        outstation.received(opened.counter, isChanging: service == 0xC1 || service == 0xC3)
      } catch {
        return refuse(error, &response, outstation: &outstation, now: now)
      }
    default:
      // A ciphered association takes nothing in the clear.
      if association.isCiphered {
        return refuse(.serviceNotAllowed, .operationNotPossible, &response)
      }
    }
    let limit = answerLimit(response.byteCount)
    let count = dispatch(
      request.bytes, plain, response: &response, limit: limit, outstation: &outstation, now: now)
    guard protection.isActive, count > 0 else { return count }
    return protect(&response, count: count, outstation: &outstation)
  }

  /// The longest plain answer.
  func answerLimit(_ capacity: Int) -> Int {
    let client = association.clientMaximum == 0 ? capacity : Int(association.clientMaximum)
    let whole = min(capacity, client)
    // A request in general blocks has its answer in general blocks.
    let room = whole - (general.isActive ? Self.headOctets : 0)
    guard protection.isActive else { return room }
    return room - Suite0.overhead(room, protection.control, isGeneral: protection.isGeneral)
  }

  private mutating func protect<Meter, Cipher, Store>(
    _ response: inout MutableRawSpan, count: Int, outstation: inout Outstation<Meter, Cipher, Store>
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    let service = response.unsafeLoad(fromByteOffset: 0, as: UInt8.self)
    var tag = protection.isDedicated ? APDUTag.generalDedCiphering : .generalGloCiphering
    if !protection.isGeneral {
      // Only service responses have a ciphered form of their own.
      guard service == 0xC4 || service == 0xC5 || service == 0xC7 else { return count }
      tag = APDUTag(rawValue: service + (protection.isDedicated ? 0x10 : 0x08)) ?? tag
    }
    let protected = outstation.protect(
      &response, count: count, tag: tag, control: protection.control, association: association,
      isDedicated: protection.isDedicated)
    return protected > 0 ? protected : refuse(.serviceNotAllowed, .operationNotPossible, &response)
  }

  /// Writes an exception; returns its octets.
  func refuse(
    _ state: ExceptionResponse.State, _ service: ExceptionResponse.Service, _ response: inout MutableRawSpan,
    expectedCounter: UInt32 = 0
  ) -> Int {
    var writer = OctetWriter()
    ExceptionResponse.write(state, service, expectedCounter: expectedCounter, &writer, &response)
    return writer.isOverrun(response) ? 0 : writer.position
  }

  private mutating func refuse<Meter, Cipher, Store>(
    _ error: CipherError, _ response: inout MutableRawSpan,
    outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    if case .replayed(let expected) = error {
      outstation.meter.log(
        AccessEvent(.replayRefused, level: association.level, client: association.client), now: now)
      return refuse(.serviceNotAllowed, .invocationCounterError, &response, expectedCounter: expected)
    }
    return refuse(.serviceNotAllowed, .decipheringError, &response)
  }
}
