/// DLMS access-request: a list of reads, writes and actions, done in order.
public struct AccessRequest: Equatable, Sendable {
  static let tag: UInt8 = 0xD9

  /// 0x20 and the low 24 bits of the originator counter.
  public var longInvokeIdentifier: UInt32
  /// Empty in GBCS.
  public var dateTime: [UInt8]
  public var accesses: [Access]

  public init(longInvokeIdentifier: UInt32, dateTime: [UInt8] = [], accesses: [Access]) {
    self.longInvokeIdentifier = longInvokeIdentifier
    self.dateTime = dateTime
    self.accesses = accesses
  }

  /// The identifier that GBCS derives from an originator counter.
  public static func longInvokeIdentifier(counter: UInt64) -> UInt32 {
    0x2000_0000 | UInt32(truncatingIfNeeded: counter & 0xFF_FFFF)
  }

  init(_ reader: inout ByteReader) throws(FrameDecodingError) {
    try reader.require(Self.tag, "access-request")
    longInvokeIdentifier = try reader.integer(UInt32.self, "long-invoke-id-and-priority")
    dateTime = try reader.field("access-request date-time")
    let start = reader
    let count = try reader.length("the access list")
    guard count <= reader.remaining else { throw start.failure("an access list that fits the octets left") }
    var specifications: [(AccessOperation, ObjectAttribute)] = []
    for _ in 0..<count { specifications.append(try Self.specification(&reader)) }
    let second = reader
    let values = try reader.length("the access data list")
    guard values == count else { throw second.failure("as many access data as accesses (\(count))") }
    accesses = []
    for (operation, target) in specifications {
      accesses.append(Access(operation, target, data: try DLMSData(&reader)))
    }
  }

  private static func specification(
    _ reader: inout ByteReader
  ) throws(FrameDecodingError) -> (AccessOperation, ObjectAttribute) {
    let choice = reader
    let tag = try reader.octet("access choice")
    guard (1...5).contains(tag) else {
      throw choice.failure("an access: 01 get, 02 set, 03 action, 04 get or 05 set with selection")
    }
    let target = try ObjectAttribute(&reader)
    switch tag {
    case 1: return (.get, target)
    case 2: return (.set, target)
    case 3: return (.action, target)
    default:
      let selector = try reader.octet("selector")
      let parameters = try DLMSData(&reader)
      return (tag == 4 ? .getSelected(selector, parameters) : .setSelected(selector, parameters), target)
    }
  }

  func encode(to writer: inout ByteWriter) {
    writer.octet(Self.tag)
    writer.integer(longInvokeIdentifier)
    writer.field(dateTime)
    writer.length(accesses.count)
    for access in accesses {
      writer.octet(access.operation.choice)
      access.target.encode(to: &writer)
      switch access.operation {
      case .get, .set, .action: break
      case .getSelected(let selector, let parameters), .setSelected(let selector, let parameters):
        writer.octet(selector)
        parameters.encode(to: &writer)
      }
    }
    writer.length(accesses.count)
    for access in accesses { access.data.encode(to: &writer) }
  }
}
