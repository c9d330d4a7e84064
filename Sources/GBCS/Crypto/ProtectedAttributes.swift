/// The data-protection object's `get_protected_attributes` (class 30, method 1): which attributes a command asks for
/// encrypted, and how a response carries them.
public enum ProtectedAttributes {
  public static let classIdentifier: UInt16 = 30
  public static let method: UInt8 = 1

  /// Who encrypts for whom at which counter: the protection parameters.
  public struct Parameters: Equatable, Sendable {
    public var counter: UInt64
    public var originator: EntityIdentifier
    public var recipient: EntityIdentifier

    public init(counter: UInt64, originator: EntityIdentifier, recipient: EntityIdentifier) {
      self.counter = counter
      self.originator = originator
      self.recipient = recipient
    }

    /// Of the parameters' array with one entry; nil for any other shape than the reference frames have.
    init?(_ data: DLMSData) {
      guard case .array(let entries) = data, entries.count == 1, case .structure(let entry) = entries[0],
        entry.count == 2, entry[0] == .enumeration(2), case .structure(let options) = entry[1],
        options.count == 5,
        let transaction = options[0].octets, transaction.count == 9, transaction[0] == 4,
        let originator = options[1].octets, originator.count == 8, let recipient = options[2].octets,
        recipient.count == 8, options[3] == .octetString([]),
        options[4] == .structure([.enumeration(2), .structure([.octetString([2]), .octetString([])])])
      else { return nil }
      counter = transaction.dropFirst().reduce(0) { $0 << 8 | UInt64($1) }
      self.originator = EntityIdentifier(originator.reduce(0) { $0 << 8 | UInt64($1) })
      self.recipient = EntityIdentifier(recipient.reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// Authentication and encryption with an agreed key (one-pass Diffie-Hellman's place in the schema, `02`).
    public var data: DLMSData {
      var transaction = ByteWriter()
      transaction.octet(4)
      transaction.integer(counter)
      return .array([
        .structure([
          .enumeration(2),
          .structure([
            .octetString(transaction.bytes), .octetString(originator.octets), .octetString(recipient.octets),
            .octetString([]),
            .structure([.enumeration(2), .structure([.octetString([2]), .octetString([])])]),
          ]),
        ])
      ])
    }
  }

  /// One attribute asked for, with its range of entries in a log.
  public struct Item: Equatable, Sendable {
    public var target: ObjectAttribute
    /// From and to, both inclusive; nil for a whole attribute.
    public var range: (from: COSEMDateTime, to: COSEMDateTime)?

    public static func == (left: Item, right: Item) -> Bool {
      left.target == right.target && left.range?.from == right.range?.from
        && left.range?.to == right.range?.to
    }

    init?(_ data: DLMSData) {
      guard case .structure(let parts) = data, parts.count == 5, case .uint16(let identifier) = parts[0],
        let octets = parts[1].octets, let name = LogicalName(octets: octets), let index = parts[2].integer,
        let attribute = UInt8(exactly: index), parts[3] == .uint16(0),
        case .structure(let restriction) = parts[4],
        restriction.count == 2
      else { return nil }
      target = ObjectAttribute(identifier, name, attribute)
      switch (restriction[0], restriction[1]) {
      case (.enumeration(0), .null): range = nil
      case (.enumeration(1), .structure(let limits)) where limits.count == 2:
        guard let from = limits[0].dateTimeValue, let to = limits[1].dateTimeValue else { return nil }
        range = (from, to)
      default: return nil
      }
    }
  }

  /// What a command's method asks for; nil if its data are not of the form of the reference frames.
  public static func request(_ data: DLMSData) -> (items: [Item], parameters: Parameters)? {
    guard case .structure(let parts) = data, parts.count == 2, case .array(let list) = parts[0],
      !list.isEmpty,
      let parameters = Parameters(parts[1])
    else { return nil }
    var items: [Item] = []
    for entry in list {
      guard let item = Item(entry) else { return nil }
      items.append(item)
    }
    return (items, parameters)
  }

  /// A response's parameters and encrypted octets; nil if it is not of that form.
  public static func response(_ data: DLMSData) -> (parameters: Parameters, octets: [UInt8])? {
    guard case .structure(let parts) = data, parts.count == 2, let parameters = Parameters(parts[0]),
      let octets = parts[1].octets
    else { return nil }
    return (parameters, octets)
  }

  /// What a response to `items` carries.
  public static func responseData(_ parameters: Parameters, octets: [UInt8]) -> DLMSData {
    .structure([parameters.data, .octetString(octets)])
  }
}

extension AttributeProtection {
  /// The party and counter that encrypt a response under `header`: the supplementary party's, at the counter which the
  /// device gives it, where the broker speaks for one; else the recipient's own.
  static func beneficiary(_ header: GroupingHeader) -> (party: EntityIdentifier, counter: UInt64) {
    guard let party = header.otherInformation.supplementaryParty,
      let counter = header.otherInformation.supplementaryOriginatorCounter
    else { return (header.recipient, header.counter) }
    return (party, counter)
  }

  /// Plaintexts of all protected attributes in a response frame, in order.
  public func open(_ frame: Frame) throws(CryptographyError) -> [[UInt8]] {
    guard case .accessResponse(let response) = frame.payload else { return [] }
    var plaintexts: [[UInt8]] = []
    for result in response.results {
      guard result.kind == .action, let (_, octets) = ProtectedAttributes.response(result.data) else {
        continue
      }
      let (party, counter) = Self.beneficiary(frame.header)
      plaintexts.append(
        try open(octets, originator: frame.header.originator, counter: counter, recipient: party))
    }
    return plaintexts
  }
}
