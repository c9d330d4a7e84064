import COSEM

extension Outstation where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
  /// Number of objects: the fixed ones, then registers, then profiles.
  var objectCount: Int { ObjectKind.allCount + meter.registerCount + meter.profileCount }

  /// Object `index`.
  mutating func object(at index: Int) -> ObjectReference {
    if index < ObjectKind.allCount {
      return .fixed(ObjectKind(rawValue: UInt8(index)).unsafelyUnwrapped)
    }
    let register = index - ObjectKind.allCount
    if register < meter.registerCount { return .register(register) }
    return .profile(register - meter.registerCount)
  }

  /// Finds an object by its name; the class must fit.
  @inline(never)
  mutating func find(_ descriptor: AttributeDescriptor) throws(AccessResult) -> ObjectReference {
    for index in 0..<objectCount {
      let reference = object(at: index)
      if name(of: reference) == descriptor.name {
        guard shape(of: reference).classID == descriptor.classID else { throw .objectClassInconsistent }
        return reference
      }
    }
    throw .objectUndefined
  }

  /// Logical name of an object.
  @inline(never)
  mutating func name(of object: ObjectReference) -> OBIS {
    switch object {
    case .fixed(let kind): kind.name
    case .register(let index): meter.register(at: index).name
    case .profile(let index): meter.profile(at: index).name
    }
  }

  /// Class, version, attributes and methods of an object.
  @inline(never)
  mutating func shape(
    of object: ObjectReference
  ) -> (classID: UInt16, version: UInt8, attributes: Int8, methods: Int8) {
    switch object {
    case .fixed(let kind): return kind.shape
    case .register(let index):
      switch meter.register(at: index).kind {
      case .data: return (1, 0, 2, 0)
      case .register: return (3, 0, 3, 1)
      case .extended: return (4, 0, 5, 1)
      case .demand: return (5, 0, 9, 2)
      }
    case .profile: return (7, 1, 8, 2)
    }
  }

  /// True when `level` may read an attribute.
  @inline(never)
  mutating func mayRead(_ object: ObjectReference, _ attribute: Int8, level: UInt8) -> Bool {
    if attribute == 1 { return true }
    switch object {
    case .fixed(let kind): return kind.readLevel(attribute).map { level >= $0 } ?? false
    case .register(let index):
      let description = meter.register(at: index)
      if description.isScalerDenied && attribute == description.kind.scalerAttribute { return false }
      return level >= 1
    case .profile(let index):
      if attribute == 4 && meter.profile(at: index).isPeriodDenied { return false }
      return level >= 1
    }
  }

  /// True when `level` may write an attribute.
  @inline(never)
  mutating func mayWrite(_ object: ObjectReference, _ attribute: Int8, level: UInt8) -> Bool {
    switch object {
    case .fixed(let kind): kind.writeLevel(attribute, personality).map { level >= $0 } ?? false
    case .register: false
    case .profile(let index):
      attribute == 4 && meter.hasSettablePeriod && level >= personality.programLevel
        && meter.profile(at: index).periodSeconds > 0
    }
  }

  /// True when `level` may call a method.
  @inline(never)
  mutating func mayCall(_ object: ObjectReference, _ method: Int8, level: UInt8) -> Bool {
    guard case .fixed(let kind) = object else { return false }
    return kind.callLevel(method, personality).map { level >= $0 } ?? false
  }

  /// Writes the entry of the association's object list.
  @inline(never)
  mutating func writeListEntry(
    _ object: ObjectReference, level: UInt8, _ writer: inout OctetWriter, _ octets: inout MutableRawSpan
  ) {
    let shape = shape(of: object)
    writer.structure(4, &octets)
    writer.uint16(shape.classID, &octets)
    writer.uint8(shape.version, &octets)
    writer.logicalName(name(of: object), &octets)
    writer.structure(2, &octets)
    writer.array(Int(shape.attributes), &octets)
    for attribute in 1...shape.attributes {
      let mayRead = mayRead(object, attribute, level: level)
      let mayWrite = mayWrite(object, attribute, level: level)
      writer.structure(3, &octets)
      writer.int8(attribute, &octets)
      writer.enumeration((mayRead ? 1 : 0) + (mayWrite ? 2 : 0), &octets)
      if case .profile = object, attribute == 2 {
        writer.array(personality.refusesEntryAccess ? 1 : 2, &octets)
        writer.int8(1, &octets)
        if !personality.refusesEntryAccess { writer.int8(2, &octets) }
      } else {
        writer.null(&octets)
      }
    }
    writer.array(Int(shape.methods), &octets)
    var method: Int8 = 1
    while method <= shape.methods {
      writer.structure(2, &octets)
      writer.int8(method, &octets)
      writer.enumeration(mayCall(object, method, level: level) ? 1 : 0, &octets)
      method += 1
    }
  }
}

extension ObjectKind {
  /// Number of fixed objects (`allCases` would need a heap).
  static var allCount: Int { Int(ObjectKind.pushSetup.rawValue) + 1 }
}
