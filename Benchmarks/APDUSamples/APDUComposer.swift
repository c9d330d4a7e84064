import COSEM

/// Writes one random APDU with COSEM's encoders and says what it put into it.
struct APDUComposer {
  var chance: SampleChance
  private(set) var writer = OctetWriter()
  private var octets = [UInt8](repeating: 0, count: 1 << 16)

  init(seed: UInt64) { chance = SampleChance(seed: seed) }

  /// What has been written.
  var written: [UInt8] { Array(octets[..<writer.position]) }

  mutating func write(_ body: (inout OctetWriter, inout MutableRawSpan) -> Void) {
    var writer = writer
    do {
      var span = octets.mutableSpan
      var bytes = span.mutableBytes
      body(&writer, &bytes)
      precondition(!writer.isOverrun(bytes), "a sample does not fit")
    }
    self.writer = writer
  }

  /// Writes octets apart, for a field that goes into another.
  static func octets(_ body: (inout OctetWriter, inout MutableRawSpan) -> Void) -> [UInt8] {
    var apart = APDUComposer(seed: 0)
    apart.write(body)
    return apart.written
  }

  /// Tag and choice of a service, then invoke id and priority.
  mutating func head(_ tag: APDUTag, _ choice: UInt8) -> (String, SampleField) {
    let invoke = UInt8(chance.below(16)) | (chance.flag() ? 0x40 : 0) | (chance.flag() ? 0x80 : 0)
    write {
      $0.put(tag.rawValue, &$1)
      $0.put(choice, &$1)
      $0.put(invoke, &$1)
    }
    return ("invoke", .unsigned(UInt64(invoke)))
  }

  /// Classes that every peer knows.
  static let classes: [UInt16] = [1, 3, 4, 5, 6, 7, 8, 9, 11, 15, 17, 18, 20, 21, 22, 23, 64, 70, 71]

  mutating func descriptor() -> SampleField {
    let groups = chance.octets(6)
    let name = OBIS(groups[0], groups[1], groups[2], groups[3], groups[4], groups[5])
    let descriptor = AttributeDescriptor(
      classID: chance.one(of: Self.classes), name: name, attribute: Int8(1 + chance.below(127)))
    write { $0.descriptor(descriptor, &$1) }
    return .object([
      ("class", .unsigned(UInt64(descriptor.classID))), ("name", .hex(groups)),
      ("number", .number(Int64(descriptor.attribute))),
    ])
  }

  mutating func count(_ count: Int) { write { $0.length(count, &$1) } }

  mutating func octet(_ value: UInt8) { write { $0.put(value, &$1) } }

  mutating func number() -> SampleField {
    let number = chance.integer(UInt32.self)
    write { $0.put32(number, &$1) }
    return .unsigned(UInt64(number))
  }

  mutating func raw(_ octets: [UInt8]) { write { $0.copy(octets.span.bytes, &$1) } }

  /// Octets with their length before them; lengths about the edges of its forms come often.
  mutating func field() -> SampleField {
    let octets = chance.octets(chance.one(of: [0, 1, 127, 128, 255, 256, chance.below(1000)]))
    count(octets.count)
    raw(octets)
    return .hex(octets)
  }

  static let results: [AccessResult] = [
    .success, .hardwareFault, .temporaryFailure, .readWriteDenied, .objectUndefined, .objectClassInconsistent,
    .objectUnavailable, .typeUnmatched, .scopeOfAccessViolated, .dataBlockUnavailable, .longGetAborted,
    .noLongGetInProgress, .otherReason,
  ]

  /// A result; one of a failure where `isFailure`.
  mutating func result(isFailure: Bool = false) -> SampleField {
    let result = chance.one(of: isFailure ? Array(Self.results.dropFirst()) : Self.results)
    octet(result.rawValue)
    return .unsigned(UInt64(result.rawValue))
  }
}
