import COSEM

extension OutstationSession {
  /// Prepares the answer to a read: the head goes into the scratch, items follow when they are asked for.
  @inline(never)
  mutating func prepare<Meter, Cipher, Store>(
    _ descriptor: AttributeDescriptor, _ selection: SelectiveAccess, octets: RawSpan, prefix: UInt32,
    prefixCount: Int,
    outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) throws(AccessResult)
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    let object = try outstation.find(descriptor)
    let attribute = descriptor.attribute
    let shape = outstation.shape(of: object)
    guard attribute >= 1, attribute <= shape.attributes else { throw .objectUndefined }
    guard outstation.mayRead(object, attribute, level: association.level) else { throw .readWriteDenied }
    var cursor = ResponseStream.Cursor()
    cursor.serial = stream.cursor.serial &+ 1
    cursor.list = stream.cursor.list
    cursor.listLeft = stream.cursor.listLeft
    if case .profile(let index) = object, attribute == 2 {
      try select(index, selection, octets, &cursor, outstation: &outstation)
    }
    var writer = OctetWriter()
    var span = scratch.mutableSpan
    var scratchOctets = span.mutableBytes
    cursor.prefix = prefix
    cursor.prefixCount = prefixCount
    cursor.writePrefix(&writer, &scratchOctets)
    switch (object, attribute) {
    case (_, 1): writer.logicalName(outstation.name(of: object), &scratchOctets)
    case (.fixed(.currentAssociation), 2), (.fixed(.publicAssociation), 2):
      cursor.source = .objectList
      cursor.left = outstation.objectCount
      writer.array(cursor.left, &scratchOctets)
    case (.fixed(let kind), _):
      try outstation.writeFixed(
        kind, attribute, association: association, link: link, now: now, &writer, &scratchOctets)
    case (.register(let index), _):
      try outstation.writeRegister(index, attribute, now: now, &writer, &scratchOctets)
    case (.profile(let index), 2): outstation.writeRowsHead(index, cursor, &writer, &scratchOctets)
    case (.profile(let index), 3):
      cursor.source = .columns(profile: index)
      cursor.left = outstation.meter.profile(at: index).columnCount
      writer.array(cursor.left, &scratchOctets)
    case (.profile(let index), _):
      try outstation.writeProfile(index, attribute, &writer, &scratchOctets)
    }
    guard !writer.isOverrun(scratchOctets) else { throw .temporaryFailure }
    stream.cursor = cursor
    stream.before = cursor
    stream.itemCount = writer.position
    stream.itemOffset = 0
    stream.isBroken = false
  }

  /// Finds the rows and columns that are wanted.
  @inline(never)
  private mutating func select<Meter, Cipher, Store>(
    _ profile: Int, _ selection: SelectiveAccess, _ octets: RawSpan, _ cursor: inout ResponseStream.Cursor,
    outstation: inout Outstation<Meter, Cipher, Store>
  ) throws(AccessResult)
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    let personality = outstation.personality
    let columnCount = outstation.meter.profile(at: profile).columnCount
    var rows = RowSelection(first: 0, end: 0, count: 0)
    switch selection {
    case .none: rows = outstation.meter.selectRows(of: profile, from: nil, to: nil)
    case .unknown: throw .scopeOfAccessViolated
    case .range(let access):
      let clock = outstation.meter.column(0, of: profile).source
      guard access.restricting == clock else { throw .typeUnmatched }
      if let columns = access.columns {
        guard !personality.refusesColumnSelection else { throw .otherReason }
        cursor.isWholeRow = false
        cursor.columns = try self.columns(
          columns, octets, profile: profile, count: columnCount, outstation: &outstation)
      }
      var (from, to) = (access.from, access.to)
      if personality.hasDaylightSaving {
        if access.isFromLocal { from = from.map { COSEMDateTime.utcSeconds(local: $0, isLatest: false) } }
        if access.isToLocal { to = to.map { COSEMDateTime.utcSeconds(local: $0, isLatest: true) } }
      }
      rows = outstation.meter.selectRows(of: profile, from: from, to: to)
      if rows.count == 0 && personality.refusesEmptyRange { throw .dataBlockUnavailable }
    case .entry(let from, let to, let firstColumn, let lastColumn):
      guard !personality.refusesEntryAccess else { throw .otherReason }
      let last = lastColumn == 0 ? columnCount : Int(lastColumn)
      guard firstColumn >= 1, Int(firstColumn) <= last, last <= columnCount, from >= 1, to == 0 || to >= from
      else { throw .scopeOfAccessViolated }
      if firstColumn > 1 || last < columnCount {
        guard last <= 64 else { throw .scopeOfAccessViolated }
        cursor.isWholeRow = false
        cursor.columns = 0
        for column in Int(firstColumn)...last { cursor.columns |= 1 << UInt64(column - 1) }
      }
      rows = try entries(from, to, profile: profile, outstation: &outstation)
    }
    cursor.source = .rows(profile: profile, rows)
    cursor.left = rows.count
    cursor.next = personality.isNewestFirst ? rows.end &- 1 : rows.first
    if personality.compression == .nullData {
      let description = outstation.meter.profile(at: profile)
      let period = description.isPeriodDenied ? 0 : Int64(description.periodSeconds)
      cursor.stepSeconds = personality.isNewestFirst ? -period : period
    }
  }

  /// Rows `from` to `to`, counted from 1 in the order they are sent; 0 for the last.
  private func entries<Meter, Cipher, Store>(
    _ from: UInt32, _ to: UInt32, profile: Int, outstation: inout Outstation<Meter, Cipher, Store>
  ) throws(AccessResult) -> RowSelection
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    let all = outstation.meter.selectRows(of: profile, from: nil, to: nil)
    let first = Int(clamping: from)
    let last = to == 0 ? all.count : min(Int(clamping: to), all.count)
    let count = first > last ? 0 : last - first + 1
    if count == all.count || count == 0 {
      return RowSelection(first: all.first, end: all.end, count: count)
    }
    // Rows that cannot be read do not count: walk to the first one wanted.
    var skip = first - 1
    let isDescending = outstation.personality.isNewestFirst
    var id = isDescending ? all.end &- 1 : all.first
    if Int(all.end - all.first) == all.count {
      id = isDescending ? id &- UInt32(skip) : id &+ UInt32(skip)
    } else {
      while true {
        if outstation.meter.loadRow(id, of: profile) {
          if skip == 0 { break }
          skip -= 1
        }
        id = isDescending ? id &- 1 : id &+ 1
      }
    }
    return isDescending
      ? RowSelection(first: all.first, end: id &+ 1, count: count)
      : RowSelection(first: id, end: all.end, count: count)
  }

  private func columns<Meter, Cipher, Store>(
    _ range: Range<Int>, _ octets: RawSpan, profile: Int, count: Int,
    outstation: inout Outstation<Meter, Cipher, Store>
  ) throws(AccessResult) -> UInt64
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    var reader = OctetReader(range)
    var mask: UInt64 = 0
    do throws(CodecError) {
      guard case .array(let wanted) = try reader.value(octets) else { throw .malformed }
      for _ in 0..<wanted {
        let source = try RangeAccess.captureObject(&reader, octets)
        var isFound = false
        for column in 0..<min(count, 64) where outstation.meter.column(column, of: profile).source == source {
          mask |= 1 << UInt64(column)
          isFound = true
        }
        guard isFound else { throw .unsupported }
      }
    } catch { throw .scopeOfAccessViolated }
    return mask
  }

  /// Moves octets of the answer into `response` from `position` on, up to `limit`.
  mutating func fill<Meter, Cipher, Store>(
    _ response: inout MutableRawSpan, from start: Int, limit: Int,
    outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    var position = start
    while position < limit {
      if stream.itemOffset >= stream.itemCount {
        guard !stream.isFinished, !stream.isBroken else { break }
        nextItem(outstation: &outstation, now: now)
        continue
      }
      let count = min(limit - position, stream.itemCount - stream.itemOffset)
      for index in 0..<count {
        response.storeBytes(
          of: scratch[unchecked: stream.itemOffset + index], toByteOffset: position + index, as: UInt8.self)
      }
      position += count
      stream.itemOffset += count
    }
    return position
  }

  /// Writes the next item into the scratch.
  @inline(never)
  private mutating func nextItem<Meter, Cipher, Store>(
    outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  )
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    stream.before = stream.cursor
    guard stream.cursor.left > 0 else {
      return nextOfList(outstation: &outstation, now: now)
    }
    stream.cursor.left -= 1
    stream.cursor.serial &+= 1
    if case .rows(let profile, let selection) = stream.cursor.source {
      guard findRow(profile, selection, outstation: &outstation) else {
        stream.isBroken = true
        return
      }
    }
    var writer = OctetWriter()
    var span = scratch.mutableSpan
    var octets = span.mutableBytes
    switch stream.cursor.source {
    case .prepared: break
    case .objectList:
      outstation.writeListEntry(
        outstation.object(at: Int(stream.cursor.next)), level: association.level, &writer, &octets)
      stream.cursor.next += 1
    case .columns(let profile):
      outstation.writeColumn(
        outstation.meter.column(Int(stream.cursor.next), of: profile), &writer, &octets)
      stream.cursor.next += 1
    case .rows(let profile, _): outstation.writeRow(profile, &stream.cursor, &writer, &octets)
    }
    stream.isBroken = writer.isOverrun(octets)
    stream.itemCount = writer.position
    stream.itemOffset = 0
  }

  /// Loads the next row that belongs to the selection; false where none is left.
  private mutating func findRow<Meter, Cipher, Store>(
    _ profile: Int, _ selection: RowSelection, outstation: inout Outstation<Meter, Cipher, Store>
  ) -> Bool
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    let isDescending = outstation.personality.isNewestFirst
    while stream.cursor.next >= selection.first, stream.cursor.next < selection.end {
      let id = stream.cursor.next
      stream.cursor.next = isDescending ? id &- 1 : id &+ 1
      if outstation.meter.loadRow(id, of: profile), selection.contains(outstation.meter.cell(0)) {
        return true
      }
    }
    return false
  }

  /// Begins the next result of a GET with list.
  @inline(never)
  private mutating func nextOfList<Meter, Cipher, Store>(
    outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  )
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    let list = long
    let octets = list.span.bytes
    var reader = OctetReader(stream.cursor.list)
    do throws(CodecError) {
      let descriptor = try reader.descriptor(octets)
      let selection = try SelectiveAccess(&reader, octets)
      stream.cursor.list = reader.position..<stream.cursor.list.upperBound
      stream.cursor.listLeft -= 1
      do throws(AccessResult) {
        try prepare(
          descriptor, selection, octets: octets, prefix: 0, prefixCount: 1, outstation: &outstation, now: now)
      } catch {
        scratch[0] = 1
        scratch[1] = error.rawValue
        stream.itemCount = 2
        stream.itemOffset = 0
        stream.cursor.source = .prepared
        stream.cursor.left = 0
        stream.cursor.serial &+= 1
      }
    } catch { stream.isBroken = true }
  }

  /// Goes back to a place, making its item anew where it is no longer in the scratch.
  mutating func goBack<Meter, Cipher, Store>(
    to mark: ResponseStream.Mark, outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  )
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    if mark.serial != stream.cursor.serial {
      stream.cursor = mark.before
      stream.isBroken = false
      if mark.before.serial != mark.serial {
        nextItem(outstation: &outstation, now: now)
      } else if stream.cursor.source == .prepared {
        // A whole value that has gone: it cannot be said again as it was.
        stream.isBroken = true
      } else {
        var writer = OctetWriter()
        var span = scratch.mutableSpan
        var octets = span.mutableBytes
        stream.cursor.writePrefix(&writer, &octets)
        if case .rows(let profile, _) = stream.cursor.source {
          outstation.writeRowsHead(profile, stream.cursor, &writer, &octets)
        } else {
          writer.array(stream.cursor.left, &octets)
        }
        stream.before = stream.cursor
        stream.itemCount = writer.position
      }
    }
    stream.itemOffset = mark.offset
  }
}
