import COSEM

extension Outstation where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
  /// Writes an attribute of a fixed object, but for the association's object list, which is streamed.
  @inline(never)
  mutating func writeFixed(
    _ kind: ObjectKind, _ attribute: Int8, association: Association, link: LinkFacts, now: Int64,
    _ writer: inout OctetWriter, _ octets: inout MutableRawSpan
  ) throws(AccessResult) {
    switch kind {
    case .clock: try writeClock(attribute, now: now, &writer, &octets)
    case .currentAssociation, .publicAssociation:
      try writeAssociation(kind, attribute, association, &writer, &octets)
    case .serviceAssignment:
      writer.array(1, &octets)
      writer.structure(2, &octets)
      writer.uint16(1, &octets)
      octetString(meter.identity.logicalDevice, &writer, &octets)
    case .logicalDeviceName: octetString(meter.identity.logicalDevice, &writer, &octets)
    case .serial: octetString(meter.identity.serial, &writer, &octets)
    case .manufacturer: octetString(meter.identity.manufacturer, &writer, &octets)
    case .outstationID: octetString(meter.identity.outstation, &writer, &octets)
    case .metrologyFirmware: octetString(meter.identity.metrologyFirmware, &writer, &octets)
    case .applicationFirmware: octetString(meter.identity.applicationFirmware, &writer, &octets)
    case .communicationsFirmware: octetString(meter.identity.communicationsFirmware, &writer, &octets)
    case .flags: writer.uint16(meter.presentFlags(now: now), &octets)
    case .accessLevel: writer.uint8(association.level, &octets)
    case .currentRatioNumerator: writer.uint32(settings.currentRatio.numerator, &octets)
    case .currentRatioDenominator: writer.uint32(settings.currentRatio.denominator, &octets)
    case .voltageRatioNumerator: writer.uint32(settings.voltageRatio.numerator, &octets)
    case .voltageRatioDenominator: writer.uint32(settings.voltageRatio.denominator, &octets)
    case .errorCompensation: writer.int32(meter.errorCompensation, &octets)
    case .demandResets: writer.uint32(settings.demandResets, &octets)
    case .sendCounter: writer.uint32(settings.sendCounter, &octets)
    case .receiveCounter: writer.uint32(settings.receiveCounter, &octets)
    case .securitySetup: try writeSecurity(attribute, association, &writer, &octets)
    case .localPort, .hdlcSetup, .tcpSetup: try writePort(kind, attribute, link, &writer, &octets)
    case .resetScript, .disconnectScript: writeScripts(kind, &writer, &octets)
    case .schedule, .specialDays: writer.array(0, &octets)
    case .activityCalendar: try writeCalendar(attribute, &writer, &octets)
    case .registerActivation:
      if attribute == 4 { writer.octetString(RawSpan(), &octets) } else { writer.array(0, &octets) }
    case .disconnectControl:
      switch attribute {
      case 2: writer.boolean(meter.isSupplyClosed ?? true, &octets)
      case 3: writer.enumeration(meter.isSupplyClosed ?? true ? 1 : 0, &octets)
      // Mode 4: opened and closed from afar; mode 0: always closed.
      default: writer.enumeration(meter.isSupplyClosed == nil ? 0 : 4, &octets)
      }
    case .pushSetup: writePush(attribute, &writer, &octets)
    case .levelPassword: throw .readWriteDenied
    }
  }

  private mutating func writeClock(
    _ attribute: Int8, now: Int64, _ writer: inout OctetWriter, _ octets: inout MutableRawSpan
  ) throws(AccessResult) {
    let time = meter.time(now: now)
    switch attribute {
    case 2:
      writer.dateTime(
        COSEMDateTime(
          utcSeconds: time.seconds, hundredths: time.hundredths, status: time.status,
          isLocal: personality.hasDaylightSaving), &octets)
    case 3: writer.int16(0, &octets)
    case 4: writer.uint8(time.status, &octets)
    case 5, 6:
      writer.dateTime(
        personality.hasDaylightSaving ? .britishSummer(isEnd: attribute == 6) : .unspecified, &octets)
    case 7: writer.int8(personality.hasDaylightSaving ? 60 : 0, &octets)
    // Settlement time is UTC all year.
    case 8: writer.boolean(personality.hasDaylightSaving, &octets)
    case 9: writer.enumeration(1, &octets)
    default: throw .objectUnavailable
    }
  }

  private func writeAssociation(
    _ kind: ObjectKind, _ attribute: Int8, _ association: Association, _ writer: inout OctetWriter,
    _ octets: inout MutableRawSpan
  ) throws(AccessResult) {
    let isPublic = kind == .publicAssociation
    let mechanism = isPublic ? AuthenticationMechanism.none : association.mechanism
    switch attribute {
    case 3:
      writer.structure(2, &octets)
      writer.int8(
        Int8(truncatingIfNeeded: isPublic ? OutstationPersonality.publicClient : association.client), &octets)
      writer.uint16(1, &octets)
    case 4, 6:
      // 2.16.756.5.8.(1 context, 2 mechanism).x, as a BER object identifier of 7 octets.
      writer.put(DataTag.octetString.rawValue, &octets)
      writer.put(7, &octets)
      writer.put32(0x6085_7405, &octets)
      writer.put(8, &octets)
      writer.put(attribute == 4 ? 1 : 2, &octets)
      writer.put(
        attribute == 6 ? mechanism.rawValue : isPublic ? 1 : association.context.rawValue, &octets)
    case 5:
      writer.structure(6, &octets)
      writer.put16(0x0418, &octets)
      let conformance = association.conformance.rawValue
      writer.put(UInt8(truncatingIfNeeded: conformance >> 16), &octets)
      writer.put16(UInt16(truncatingIfNeeded: conformance), &octets)
      writer.uint16(association.serverMaximum, &octets)
      writer.uint16(association.clientMaximum, &octets)
      writer.uint8(6, &octets)
      writer.int8(0, &octets)
      writer.octetString(RawSpan(), &octets)
    case 8: writer.enumeration(isPublic ? 0 : association.isOpen ? 2 : 0, &octets)
    case 9: writer.logicalName(ObjectKind.securitySetup.name, &octets)
    default: throw .objectUnavailable
    }
  }

  private func writeSecurity(
    _ attribute: Int8, _ association: Association, _ writer: inout OctetWriter,
    _ octets: inout MutableRawSpan
  ) throws(AccessResult) {
    switch attribute {
    case 2: writer.enumeration(settings.policy, &octets)
    case 3: writer.enumeration(0, &octets)
    case 4:
      let title = association.clientTitle.octets
      writer.octetString(title.span.bytes, &octets)
    case 5:
      let title = settings.title.octets
      writer.octetString(title.span.bytes, &octets)
    default: throw .objectUnavailable
    }
  }

  private func writePort(
    _ kind: ObjectKind, _ attribute: Int8, _ link: LinkFacts, _ writer: inout OctetWriter,
    _ octets: inout MutableRawSpan
  ) throws(AccessResult) {
    switch (kind, attribute) {
    // Mode E starts at 300 baud; 0 is the default protocol of IEC 62056-21.
    case (.localPort, 2): writer.enumeration(0, &octets)
    case (.localPort, 3): writer.enumeration(0, &octets)
    case (.localPort, 4): writer.enumeration(link.baudCode, &octets)
    case (.localPort, 5): writer.enumeration(1, &octets)
    case (.localPort, 6): octetString(meter.identity.serial, &writer, &octets)
    case (.hdlcSetup, 2): writer.enumeration(link.baudCode, &octets)
    case (.hdlcSetup, 3), (.hdlcSetup, 4): writer.uint8(link.window, &octets)
    case (.hdlcSetup, 5), (.hdlcSetup, 6): writer.uint16(link.maximumInformation, &octets)
    case (.hdlcSetup, 7): writer.uint16(link.interOctetMilliseconds, &octets)
    case (.hdlcSetup, 8): writer.uint16(link.inactivitySeconds, &octets)
    case (.hdlcSetup, 9): writer.uint16(link.physicalAddress, &octets)
    case (.tcpSetup, 2): writer.uint16(link.tcpPort, &octets)
    case (.tcpSetup, 3): writer.octetString(RawSpan(), &octets)
    case (.tcpSetup, 4): writer.uint16(1460, &octets)
    case (.tcpSetup, 5): writer.uint8(link.connections, &octets)
    case (.tcpSetup, 6): writer.uint16(link.inactivitySeconds, &octets)
    default: throw .objectUnavailable
    }
  }

  /// The scripts that can be executed. What resets the demand is the meter's own doing, not an attribute or method.
  private func writeScripts(_ kind: ObjectKind, _ writer: inout OctetWriter, _ octets: inout MutableRawSpan) {
    let methods: UInt8 = kind == .disconnectScript ? 2 : 0
    writer.array(Int(max(methods, 1)), &octets)
    var script: UInt8 = 1
    while script <= max(methods, 1) {
      writer.structure(2, &octets)
      writer.uint16(UInt16(script), &octets)
      writer.array(methods == 0 ? 0 : 1, &octets)
      if methods > 0 {
        writer.structure(5, &octets)
        writer.enumeration(2, &octets)
        writer.uint16(70, &octets)
        writer.logicalName(ObjectKind.disconnectControl.name, &octets)
        writer.int8(Int8(script), &octets)
        writer.int8(0, &octets)
      }
      script += 1
    }
  }

  private func writeCalendar(
    _ attribute: Int8, _ writer: inout OctetWriter, _ octets: inout MutableRawSpan
  ) throws(AccessResult) {
    switch attribute {
    case 2, 6: writer.octetString(RawSpan(), &octets)
    case 3, 4, 5, 7, 8, 9: writer.array(0, &octets)
    case 10: writer.dateTime(.unspecified, &octets)
    default: throw .objectUnavailable
    }
  }

  /// Nothing is pushed: the set-up says so.
  private func writePush(_ attribute: Int8, _ writer: inout OctetWriter, _ octets: inout MutableRawSpan) {
    switch attribute {
    case 2, 4: writer.array(0, &octets)
    case 3:
      writer.structure(3, &octets)
      writer.enumeration(0, &octets)
      writer.octetString(RawSpan(), &octets)
      writer.enumeration(0, &octets)
    case 5, 7: writer.uint16(0, &octets)
    default: writer.uint8(0, &octets)
    }
  }
}
