/// Makes commands as a remote party sends them: the accesses of a use case, signed where it is critical, with the MAC
/// of the access control broker.
public struct CommandBuilder: Sendable {
  /// Keys of the broker, of the parties, and the meter's public ones.
  public var keys: KeyRing
  public var broker: EntityIdentifier
  public var meter: EntityIdentifier
  public var capabilities: Capabilities

  public init(
    keys: KeyRing, broker: EntityIdentifier, meter: EntityIdentifier,
    capabilities: Capabilities = Capabilities(provisionalSecondaryExport: true)
  ) {
    self.keys = keys
    self.broker = broker
    self.meter = meter
    self.capabilities = capabilities
  }

  /// Who sends a command: a party with a key slot, or the broker for one without.
  public struct Sender: Equatable, Sendable {
    public var party: EntityIdentifier
    public var counter: UInt64
    /// The broker's counter where it speaks for the party; nil where the party speaks for itself.
    public var brokerCounter: UInt64?

    public init(party: EntityIdentifier, counter: UInt64, brokerCounter: UInt64? = nil) {
      self.party = party
      self.counter = counter
      self.brokerCounter = brokerCounter
    }
  }

  /// What a command cannot be made of.
  public enum Failure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The use case writes these, and no value was given.
    case missing([ObjectAttribute])
    /// A value was given for something that the use case does not write.
    case unknown(ObjectAttribute)
    case cryptography(CryptographyError)

    public var description: String {
      switch self {
      case .missing(let targets):
        "the use case writes \(targets.map(\.description).joined(separator: ", ")); give each a value"
      case .unknown(let target): "the use case does not write \(target)"
      case .cryptography(let error): "\(error)"
      }
    }
  }

  /// A command of `useCase`. Logs are read from `first` to `last`, seconds since 2000; `values` are what is written and
  /// the parameters of methods. Optional accesses are left out unless they have a value.
  public func command(
    _ useCase: UseCase, from sender: Sender, range: (first: UInt32, last: UInt32) = (0, .max),
    values: [ObjectAttribute: DLMSData] = [:]
  ) throws(Failure) -> Frame {
    let useCase = capabilities.adapted(useCase)
    let isThroughBroker = sender.brokerCounter != nil
    let header = GroupingHeader(
      direction: .command, counter: sender.brokerCounter ?? sender.counter,
      originator: isThroughBroker ? broker : sender.party, recipient: meter,
      otherInformation: OtherInformation(
        messageCode: useCase.code, supplementaryParty: isThroughBroker ? sender.party : nil,
        supplementaryCounter: isThroughBroker ? sender.counter : nil))
    let accesses = try accesses(of: useCase, header, range, values)
    let frame = Frame(
      header: header,
      payload: .accessRequest(
        AccessRequest(
          longInvokeIdentifier: AccessRequest.longInvokeIdentifier(counter: header.counter),
          accesses: accesses)), seal: .unsigned)
    let protection = FrameProtection(keys: keys)
    do throws(CryptographyError) {
      return try protection.macked(useCase.isCritical ? try protection.signed(frame) : frame, with: broker)
    } catch {
      throw .cryptography(error)
    }
  }

  private func accesses(
    of useCase: UseCase, _ header: GroupingHeader, _ range: (first: UInt32, last: UInt32),
    _ values: [ObjectAttribute: DLMSData]
  ) throws(Failure) -> [Access] {
    var accesses: [Access] = []
    var missing: [ObjectAttribute] = []
    for pattern in useCase.accesses {
      let target = pattern.target
      let value = values[target]
      switch pattern.kind {
      case .get:
        accesses.append(Access(pattern.isSelective ? Self.selection(range) : .get, target))
      case .action where target.classIdentifier == ProtectedAttributes.classIdentifier:
        accesses.append(Access(.action, target, data: request(useCase, target, header, range)))
      case .set, .action:
        if let value {
          accesses.append(Access(pattern.kind == .set ? .set : .action, target, data: value))
        } else if !pattern.isOptional {
          missing.append(target)
        }
      }
    }
    guard missing.isEmpty else { throw .missing(missing) }
    if let unknown = values.keys.first(where: { given in !accesses.contains { $0.target == given } }) {
      throw .unknown(unknown)
    }
    return accesses
  }

  /// A range of a log by its stamps, both ends included.
  private static func selection(_ range: (first: UInt32, last: UInt32)) -> AccessOperation {
    .getSelected(
      1,
      .structure([
        .structure([
          .uint16(1), .octetString(LogicalName("0-0:94.44.100.255").octets), .int8(2), .uint16(0),
        ]), .uint32(range.first), .uint32(range.last), .array([]),
      ]))
  }

  /// The request for encrypted attributes.
  private func request(
    _ useCase: UseCase, _ target: ObjectAttribute, _ header: GroupingHeader,
    _ range: (first: UInt32, last: UInt32)
  ) -> DLMSData {
    let parameters = ProtectedAttributes.Parameters(
      counter: header.counter, originator: header.originator, recipient: meter)
    let limits = DLMSData.structure([
      .dateTime(COSEMDateTime(secondsSince2000: range.first)),
      .dateTime(COSEMDateTime(secondsSince2000: range.last)),
    ])
    let items = useCase.protectedTargets(of: target.name).map { item -> DLMSData in
      let restriction: DLMSData =
        item.classIdentifier == 7
        ? .structure([.enumeration(1), limits]) : .structure([.enumeration(0), .null])
      return .structure([
        .uint16(item.classIdentifier), .octetString(item.name.octets), .int8(Int8(item.index)), .uint16(0),
        restriction,
      ])
    }
    return .structure([.array(items), parameters.data])
  }
}
