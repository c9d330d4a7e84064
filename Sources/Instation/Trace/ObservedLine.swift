/// A line that tells what happens on it, and remembers the last exchange for a diagnosis.
///
/// Octets received between two sends are told as one event, so that a secret that an echo brings one octet at
/// a time is still found and masked.
public final class ObservedLine: MeterLine {
  private let inner: any MeterLine
  private let observer: ((LineEvent) -> Void)?
  private let start: Int64
  private var pending: [UInt8] = []
  private var pendingSince: Int64 = 0
  private var isClosed = false
  /// Secrets of the message that is being sent; set back when it was answered.
  private var mask: SecretMask?

  /// The last send, masked, and what came since, at most `Self.kept` octets of each.
  private(set) var lastSent: [UInt8?] = []
  private(set) var lastReceived: [UInt8] = []
  private(set) var receivedCount = 0
  /// Octets sent and received in all.
  public private(set) var sentOctets = 0
  public private(set) var receivedOctets = 0
  /// Times the line changed direction from sending to receiving.
  public private(set) var turnarounds = 0
  private var isReceiving = true

  static let kept = 96

  /// Watches `inner`; `observer` hears of everything.
  public init(_ inner: any MeterLine, observer: ((LineEvent) -> Void)?) {
    self.inner = inner
    self.observer = observer
    start = inner.nowNanoseconds
    tell(.opened)
  }

  public var nowNanoseconds: Int64 { inner.nowNanoseconds }

  /// Runs `body` while `secrets` are masked.
  func masking<R>(
    _ secrets: [[UInt8]], _ body: () throws(MeterReadError) -> R
  ) throws(MeterReadError) -> R {
    flush()
    mask = SecretMask(secrets)
    defer {
      flush()
      lastReceived.removeAll()
      mask = nil
    }
    return try body()
  }

  /// What came since the last send, masked.
  var shownReceived: [UInt8?] { mask?.received(lastReceived) ?? lastReceived }

  public func send(_ octets: [UInt8]) throws(LineError) {
    flush()
    let shown = mask?.sent(octets)
    lastSent = shown ?? Array(octets.suffix(Self.kept))
    lastReceived.removeAll(keepingCapacity: true)
    receivedCount = 0
    sentOctets += octets.count
    if isReceiving { turnarounds += 1 }
    isReceiving = false
    if observer != nil { tell(.sent(shown ?? octets)) }
    do { try inner.send(octets) } catch {
      tell(.closed)
      throw error
    }
  }

  public func receive(into octets: inout [UInt8], until deadline: Int64) throws(LineError) {
    do { try inner.receive(into: &octets, until: deadline) } catch {
      flush()
      tell(.closed)
      throw error
    }
    guard !octets.isEmpty else { return }
    isReceiving = true
    receivedOctets += octets.count
    receivedCount += octets.count
    if lastReceived.count < Self.kept { lastReceived += octets.prefix(Self.kept - lastReceived.count) }
    if observer != nil {
      if pending.isEmpty { pendingSince = nowNanoseconds }
      pending += octets
    }
  }

  public func changeSpeed(baud: UInt32, isEightBit: Bool) throws(LineError) {
    flush()
    tell(.speed(baud: baud, isEightBit: isEightBit))
    try inner.changeSpeed(baud: baud, isEightBit: isEightBit)
  }

  public func wait(until time: Int64) { inner.wait(until: time) }

  public func close() {
    guard !isClosed else { return }
    isClosed = true
    flush()
    tell(.closed)
    inner.close()
  }

  private func flush() {
    guard !pending.isEmpty else { return }
    let octets = mask?.received(pending) ?? pending
    observer?(LineEvent(nanoseconds: pendingSince - start, kind: .received(octets)))
    pending.removeAll(keepingCapacity: true)
  }

  private func tell(_ kind: LineEvent.Kind) {
    observer?(LineEvent(nanoseconds: nowNanoseconds - start, kind: kind))
  }
}
