/// Finds frames in a stream of octets, whatever noise surrounds them.
///
/// `0x7E` may stand inside a frame (there is no stuffing; the length field tells the end), so a damaged
/// length could swallow what follows. The header check sequence is tested as soon as the header is complete,
/// and after any failure the octets taken are searched again from the next flag: nothing good is lost that
/// arrived whole after the damage.
public struct HDLCDeframer<let Capacity: Int>: ~Copyable {
  /// The octets of the present frame, without its opening flag.
  private var octets = InlineArray<Capacity, UInt8>(repeating: 0)
  private var count = 0
  private var consumed = 0
  private var needed = 1
  private var isInFrame = false
  /// Frames dropped for a wrong format, length, address, header check or frame check.
  public private(set) var damagedFrames: UInt32 = 0

  /// An empty deframer.
  public init() {}

  /// Forgets a frame begun (inter-octet time-out).
  public mutating func reset() {
    count = 0
    consumed = 0
    needed = 1
    isInFrame = false
  }

  /// True when a frame has begun and not ended.
  public var isInsideFrame: Bool { count - consumed > 0 }

  /// Takes one octet. Call `next` until it returns nil before the next octet.
  public mutating func take(_ octet: UInt8) {
    if consumed > 0 { discard(consumed) }
    if !isInFrame {
      isInFrame = octet == 0x7E
      return
    }
    if count == 0 && octet == 0x7E { return }
    // Cannot happen while `next` is called as asked: a frame longer than the buffer is damaged.
    guard count < Capacity else { return reset() }
    octets[count] = octet
    count += 1
  }

  /// The next whole, undamaged frame; its information stands in `information(of:)` until the next `take`.
  public mutating func next() -> HDLCFrame? {
    if consumed > 0 { discard(consumed) }
    while count >= needed {
      guard let length = frameLength() else {
        resynchronise()
        continue
      }
      if count < length + 1 { return nil }
      if let frame = frame(length: length) {
        // The closing flag may open the next frame.
        consumed = length + 1
        needed = 1
        return frame
      }
      resynchronise()
    }
    return nil
  }

  /// Copies the information field of the frame that `next` returned last, from octet `start` of it on, to
  /// `offset` of `target`, which has room for it.
  public func copyInformation(
    of frame: HDLCFrame, from start: Int = 0, into target: inout MutableRawSpan, at offset: Int = 0
  ) {
    for index in start..<frame.informationCount {
      target.storeBytes(
        of: octets[frame.informationStart + index], toByteOffset: offset + index - start, as: UInt8.self)
    }
  }

  /// One octet of the information field.
  public func information(of frame: HDLCFrame, at index: Int) -> UInt8 {
    octets[frame.informationStart + index]
  }

  /// Judges what is there of the header. Returns the length, 0 as long as it is unknown (`needed` says what
  /// is missing), nil where this is no frame.
  private mutating func frameLength() -> Int? {
    guard octets[0] & 0xF0 == 0xA0 else { return nil }
    needed = 2
    guard count >= 2 else { return Capacity }
    let length = Int(octets[0] & 7) << 8 | Int(octets[1])
    guard length >= 7, length + 1 <= Capacity else { return nil }
    guard let headerEnd = headerEnd(limit: length) else { return nil }
    guard headerEnd > 0 else {
      needed = count + 1
      return Capacity
    }
    // Header, control and check sequence.
    if length > headerEnd + 3 {
      needed = headerEnd + 3
      if count < needed { return Capacity }
      guard length >= headerEnd + 6, isCheckGood(headerEnd + 3) else { return nil }
    } else if length < headerEnd + 3 {
      return nil
    }
    needed = length + 1
    return length
  }

  /// Offset of the control octet; 0 where the addresses are not complete yet; nil where they are wrong.
  private func headerEnd(limit: Int) -> Int? {
    var position = 2
    for _ in 0..<2 {
      let start = position
      while true {
        guard position < count else { return position < limit ? 0 : nil }
        let isLast = octets[position] & 1 == 1
        position += 1
        if isLast { break }
        guard position - start < 4 else { return nil }
      }
      guard position - start != 3 else { return nil }
    }
    return position
  }

  private func isCheckGood(_ end: Int) -> Bool {
    var check = FCS16()
    for index in 0..<end { check.update(octets[unchecked: index]) }
    return check.isResidue
  }

  private func frame(length: Int) -> HDLCFrame? {
    guard octets[length] == 0x7E, isCheckGood(length) else { return nil }
    let bytes = octets.span.bytes
    guard let destination = HDLCAddress(bytes, at: 2) else { return nil }
    let sourceStart = 2 + Int(destination.octetCount)
    guard let source = HDLCAddress(bytes, at: sourceStart) else { return nil }
    let controlAt = sourceStart + Int(source.octetCount)
    let start = controlAt + 3
    return HDLCFrame(
      destination: destination, source: source, control: HDLCControl(octets[controlAt]),
      isSegmented: octets[0] & 0x08 != 0, informationStart: start,
      informationCount: length > start ? length - 2 - start : 0)
  }

  /// Goes on from the next flag among the octets taken.
  private mutating func resynchronise() {
    damagedFrames &+= 1
    needed = 1
    var index = 0
    while index < count, octets[unchecked: index] != 0x7E { index += 1 }
    if index == count { return reset() }
    discard(index)
  }

  /// Drops the front up to a flag at `end` - 1 or `end`, and the flags after it.
  private mutating func discard(_ end: Int) {
    var start = end
    while start < count, octets[unchecked: start] == 0x7E { start += 1 }
    for index in start..<max(count, start) { octets[index - start] = octets[index] }
    count -= min(start, count)
    consumed = 0
    needed = 1
    isInFrame = true
  }
}
