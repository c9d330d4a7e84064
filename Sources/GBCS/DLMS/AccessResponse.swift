/// DLMS access-response: one datum and one result for each access of the request.
public struct AccessResponse: Equatable, Sendable {
  static let tag: UInt8 = 0xDA

  public var longInvokeIdentifier: UInt32
  /// Empty in GBCS.
  public var dateTime: [UInt8]
  public var results: [AccessResult]

  public init(longInvokeIdentifier: UInt32, dateTime: [UInt8] = [], results: [AccessResult]) {
    self.longInvokeIdentifier = longInvokeIdentifier
    self.dateTime = dateTime
    self.results = results
  }

  init(_ reader: inout ByteReader) throws(FrameDecodingError) {
    try reader.require(Self.tag, "access-response")
    longInvokeIdentifier = try reader.integer(UInt32.self, "long-invoke-id-and-priority")
    dateTime = try reader.field("access-response date-time")
    try reader.require(0, "no repeated access specification")
    let start = reader
    let count = try reader.length("the response data list")
    guard count <= reader.remaining else { throw start.failure("a response list that fits the octets left") }
    var values: [DLMSData] = []
    for _ in 0..<count { values.append(try DLMSData(&reader)) }
    let second = reader
    let number = try reader.length("the result list")
    guard number == count else { throw second.failure("as many results as data (\(count))") }
    results = []
    for value in values {
      guard let choice = reader.peek(), let kind = AccessKind(rawValue: choice) else {
        throw reader.failure("a result: 01 get, 02 set or 03 action")
      }
      _ = try reader.octet("result choice")
      results.append(AccessResult(kind, AccessResultCode(try reader.octet("result code")), data: value))
    }
  }

  func encode(to writer: inout ByteWriter) {
    writer.octet(Self.tag)
    writer.integer(longInvokeIdentifier)
    writer.field(dateTime)
    writer.octet(0)
    writer.length(results.count)
    for result in results { result.data.encode(to: &writer) }
    writer.length(results.count)
    for result in results {
      writer.octet(result.kind.rawValue)
      writer.octet(result.code.value)
    }
  }
}

/// The answer to one access.
public struct AccessResult: Equatable, Sendable {
  public var kind: AccessKind
  public var code: AccessResultCode
  /// Null unless the access answers with a value.
  public var data: DLMSData

  public init(_ kind: AccessKind, _ code: AccessResultCode, data: DLMSData = .null) {
    self.kind = kind
    self.code = code
    self.data = data
  }
}

/// DLMS data-access or action result. The reference frames have 0, 1, 3 and 250; the other names are DLMS's.
public struct AccessResultCode: Equatable, Hashable, Sendable, CustomStringConvertible {
  public let value: UInt8

  public init(_ value: UInt8) { self.value = value }

  public static let success = AccessResultCode(0)
  public static let hardwareFault = AccessResultCode(1)
  public static let temporaryFailure = AccessResultCode(2)
  public static let readWriteDenied = AccessResultCode(3)
  public static let objectUndefined = AccessResultCode(4)
  public static let typeUnmatched = AccessResultCode(12)
  public static let otherReason = AccessResultCode(250)

  public var description: String {
    switch value {
    case 0: "success"
    case 1: "hardware-fault"
    case 2: "temporary-failure"
    case 3: "read-write-denied"
    case 4: "object-undefined"
    case 9: "object-class-inconsistent"
    case 11: "object-unavailable"
    case 12: "type-unmatched"
    case 13: "scope-of-access-violated"
    case 14: "data-block-unavailable"
    case 250: "other-reason"
    default: "result \(value)"
    }
  }
}
