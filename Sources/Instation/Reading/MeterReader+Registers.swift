import COSEM

extension MeterReader {
  /// Reads the registers: the driver's, or all that the meter lists.
  func readRegisters(_ client: COSEMClient) throws(MeterReadError) -> [RegisterReading] {
    let objects = driver.registers.isEmpty ? try listedRegisters(client) : driver.registers
    let answers = try client.getAll(
      objects.map { AttributeDescriptor(classID: $0.classID, name: $0.name, attribute: 2) })
    var readings: [RegisterReading] = []
    for (object, answer) in zip(objects, answers) {
      var reading = RegisterReading(object: object)
      switch answer {
      case .success(let octets):
        guard let value = try? COSEMValue(octets) else {
          throw client.malformed("reading \(object.name.text)", octets)
        }
        reading.value = value.integer
        if value.integer == nil { reading.words = value.words }
      case .failure(let error): reading.failure = error
      }
      readings.append(reading)
    }
    let good = readings.indices.filter { readings[$0].failure == nil }
    let columns = good.map { place in
      ProfileColumn(classID: readings[place].object.classID, name: readings[place].object.name, attribute: 2)
    }
    for (place, scale) in zip(good, try scales(of: columns, client)) { readings[place].scale = scale }
    let extended = good.filter { readings[$0].object.classID == 4 }
    let captured = try client.getAll(
      extended.map { AttributeDescriptor(classID: 4, name: readings[$0].object.name, attribute: 5) })
    for (place, answer) in zip(extended, captured) {
      guard case .success(let octets) = answer, let time = (try? COSEMValue(octets))?.dateTime else {
        continue
      }
      readings[place].capturedSeconds = utc(time)
    }
    return readings
  }

  /// Registers, extended registers and demand registers that the association lists.
  private func listedRegisters(_ client: COSEMClient) throws(MeterReadError) -> [ReadingDriver.Object] {
    let octets = try client.get(
      AttributeDescriptor(classID: 15, name: OBIS(0, 0, 40, 0, 0), attribute: 2))
    guard let list = (try? COSEMValue(octets))?.elements else {
      throw client.malformed("reading the list of objects", octets)
    }
    return list.compactMap { element in
      guard let parts = element.elements, parts.count >= 3, let classID = parts[0].integer,
        (3...5).contains(classID), let name = parts[2].octetString, name.count == 6
      else { return nil }
      return ReadingDriver.Object(
        UInt16(classID), OBIS(name[0], name[1], name[2], name[3], name[4], name[5]))
    }
  }

  /// Scaler and unit of captured attributes, borrowed from siblings where the driver knows to.
  func scales(
    of columns: [ProfileColumn], _ client: COSEMClient
  ) throws(MeterReadError) -> [ScalerUnit?] {
    let places = columns.map { driver.scalerPlaces(of: $0) }
    // The first places of all at once, then the second ones of those that were denied.
    for depth in 0..<(places.map(\.count).max() ?? 0) {
      var wanted: [AttributeDescriptor] = []
      for list in places where depth < list.count {
        let isFound = list[..<depth].contains { (scales[$0] ?? nil) != nil }
        if !isFound && scales[list[depth]] == nil && !wanted.contains(list[depth]) {
          wanted.append(list[depth])
        }
      }
      for (place, answer) in zip(wanted, try client.getAll(wanted)) {
        if case .success(let octets) = answer {
          scales.updateValue(ScalerUnit(octets), forKey: place)
        } else {
          scales.updateValue(nil, forKey: place)
        }
      }
    }
    return places.map { list in
      for (depth, place) in list.enumerated() {
        if var scale = scales[place] ?? nil {
          if depth > 0 { scale.borrowedFrom = place.name.text }
          return scale
        }
      }
      return nil
    }
  }

  /// Reads the event logs that are there.
  func readEvents(_ client: COSEMClient) throws(MeterReadError) -> [MeterEvent] {
    var events: [MeterEvent] = []
    for log in driver.eventLogs {
      let columnsAt = AttributeDescriptor(classID: 7, name: log, attribute: 3)
      let answers = try client.getAll([columnsAt])
      guard case .success(let octets) = answers[0], let columns = ProfileColumn.list(octets),
        let clock = columns.firstIndex(where: \.isClock)
      else { continue }
      var buffer: [UInt8] = []
      do throws(MeterReadError) {
        try client.get(AttributeDescriptor(classID: 7, name: log, attribute: 2), .all, into: &buffer)
      } catch {
        if case .refused = error.kind { continue }
        throw error
      }
      var rows = ProfileRows(width: columns.count)
      do throws(ProfileRows.Failure) {
        try rows.append(buffer: buffer, localOffsetMinutes: installation.localOffsetMinutes)
      } catch { throw client.malformed("reading the event log \(log.text)", Array(buffer.prefix(64))) }
      for row in 0..<rows.count where rows.kind(row, clock) == .time {
        var cells: [(String, String)] = []
        for column in columns.indices where column != clock {
          let words =
            rows.other(row, column)?.words
            ?? (rows.kind(row, column) == .null ? "" : "\(rows.value(row, column))")
          cells.append((columns[column].name.text, words))
        }
        events.append(MeterEvent(log: log, seconds: rows.value(row, clock), cells: cells))
      }
    }
    return events.sorted { $0.seconds < $1.seconds }
  }
}

extension AttributeDescriptor: Hashable {
  public func hash(into hasher: inout Hasher) {
    hasher.combine(classID)
    hasher.combine(name)
    hasher.combine(attribute)
  }
}
