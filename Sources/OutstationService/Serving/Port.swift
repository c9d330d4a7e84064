import DataLink
import Glibc
import HAL
import Outstation

/// One open line: a file descriptor, the protocol on it, and the session.
final class Port<
  Meter: OutstationMeter & ~Copyable, Cipher: Crypto & ~Copyable, Store: SettingsStore & ~Copyable
> {
  let descriptor: Int32
  /// A listener's connection ends when its peer goes; a line stays.
  let isConnection: Bool
  private(set) var isOver = false

  private let kind: LinkKind
  private let rules: LineRules
  private var handler: LinkHandler<Meter, Cipher, Store>
  private var wrapper = WrapperServer<16384>()
  private var hdlc: HDLCServer<2064, 16384>
  private var flag: FlagServer?
  private var isHDLC = false
  private var baud: UInt32
  private var output: [UInt8] = []
  private var frame = [UInt8](repeating: 0, count: 16392)
  private var mayWriteAt: Int64 = 0
  private var random: UInt64
  private var echo = EchoFilter<4096>()
  private var lastTraffic: Int64 = 0
  private var lastRead = MonotonicNow.nanoseconds()
  private let setSpeed: ((UInt32, Bool) -> Void)?

  init(
    _ descriptor: Int32, _ kind: LinkKind, _ rules: LineRules,
    _ shared: SharedOutstation<Meter, Cipher, Store>,
    isConnection: Bool, setSpeed: ((UInt32, Bool) -> Void)? = nil
  ) {
    self.descriptor = descriptor
    self.kind = kind
    self.rules = rules
    self.isConnection = isConnection
    self.setSpeed = setSpeed
    handler = LinkHandler(shared)
    handler.session.link.isRemote = isConnection
    random = UInt64(descriptor) &* 0x9E37_79B9
    baud = rules.pacedBaud ?? 0
    switch kind {
    case .wrapper: hdlc = HDLCServer(HDLCServerConfiguration(limits: .standard))
    case .hdlc(let configuration):
      hdlc = HDLCServer(configuration)
      isHDLC = true
      describe(configuration)
    case .flag(let configuration, let inner):
      hdlc = HDLCServer(inner)
      flag = FlagServer(configuration)
      if rules.pacedBaud != nil { baud = configuration.initialBaud }
      describe(inner)
    }
  }

  private func describe(_ configuration: HDLCServerConfiguration) {
    handler.session.link.window = configuration.limits.windowTransmit
    handler.session.link.maximumInformation = configuration.limits.maximumInformationTransmit
    handler.session.link.physicalAddress = configuration.physicalAddress
    handler.session.link.interOctetMilliseconds = UInt16(
      clamping: configuration.interOctetNanoseconds / 1_000_000)
    handler.session.link.inactivitySeconds = UInt16(
      clamping: configuration.inactivityNanoseconds / 1_000_000_000)
    guard case .flag(let port, _) = kind, let code = FlagBaud.modeCCharacter(port.baud) else { return }
    handler.session.link.baudCode = code - 0x30
  }

  var wantsToWrite: Bool { !output.isEmpty }
  /// False while a peer has not taken its answers.
  var wantsToRead: Bool { output.count < 65_536 }

  /// A connection that has said nothing for so long is closed, so that silent peers keep nobody out.
  private static var silentNanoseconds: Int64 { 600_000_000_000 }

  /// Milliseconds until something is due.
  func patience(now: Int64) -> Int64 {
    var due: Int64 = 1000
    if !output.isEmpty && mayWriteAt > now { due = min(due, (mayWriteAt - now) / 1_000_000 + 1) }
    if let deadline = flag?.nextDeadline { due = min(due, max((deadline - now) / 1_000_000 + 1, 1)) }
    return due
  }

  func read(now: Int64) {
    var octets = [UInt8](repeating: 0, count: 16384)
    let count = Glibc.read(descriptor, &octets, octets.count)
    if count < 0 && (errno == EAGAIN || errno == EINTR) { return }
    guard count > 0 else {
      // A pseudo terminal without reader says EIO: the line stays.
      if isConnection { close() } else { usleep(20_000) }
      return
    }
    octets.removeLast(octets.count - count)
    lastRead = now
    if rules.cancelsEcho { octets = withoutEcho(octets, now: now) }
    take(octets, now: now)
  }

  private func take(_ arrived: [UInt8], now: Int64) {
    var octets = arrived
    guard !octets.isEmpty else { return }
    disturb(&octets)
    if isHDLC {
      if rules.acceptsDamage { octets = FrameRepair.repaired(octets) }
      hdlc.receive(octets.span.bytes, handler: &handler, now: now)
      collectHDLC()
      leaveHDLC(now: now)
    } else if flag != nil {
      for octet in octets {
        // Noise in the parity bit alone is noise.
        if rules.hasSoftwareParity && !isHDLC && !FlagParity.isEven(octet) { continue }
        if isHDLC {
          hdlc.receive([octet].span.bytes, handler: &handler, now: now)
          collectHDLC()
        } else {
          flag?.receive(octet, handler: &handler, now: now)
          advance(now: now)
        }
      }
    } else {
      var position = 0
      while position < octets.count {
        wrapper.receive(octets.span.bytes, from: &position, handler: &handler, now: now)
        collectWrapper(now: now)
      }
      if wrapper.isBroken { close() }
    }
  }

  /// An echo follows what is sent without a pause: after a second of silence it no longer comes.
  private func withoutEcho(_ octets: [UInt8], now: Int64) -> [UInt8] {
    var rest: [UInt8] = []
    if now - lastTraffic > 1_000_000_000 { echo.expire { rest.append($0) } }
    lastTraffic = now
    for octet in octets { echo.take(octet) { rest.append($0) } }
    return rest
  }

  func advance(now: Int64) {
    if isConnection && now - lastRead > Self.silentNanoseconds { return close() }
    if rules.cancelsEcho && now - lastTraffic > 1_000_000_000 { take(withoutEcho([], now: now), now: now) }
    guard flag != nil || isHDLC else { return }
    if isHDLC {
      // An answer that is still being sent is no silence.
      if !output.isEmpty { hdlc.sent(now: now) }
      hdlc.advance(handler: &handler, now: now)
      leaveHDLC(now: now)
      return
    }
    var octets = [UInt8](repeating: 0, count: 256)
    while true {
      var action = FlagAction.nothing
      do {
        var span = octets.mutableSpan
        var bytes = span.mutableBytes
        action = flag?.next(into: &bytes, handler: &handler, now: now) ?? .nothing
      }
      switch action {
      case .nothing: return
      case .transmit(let count):
        let part = octets[..<count]
        send(rules.hasSoftwareParity ? part.map(FlagParity.encode) : Array(part))
      case .speed(let speed, let isEightBit): change(speed, isEightBit)
      case .startHDLC:
        isHDLC = true
        hdlcSince = now
        return
      }
    }
  }

  /// The optical port goes back to its beginning when the link is closed, or was never opened by a reader that went away.
  private func leaveHDLC(now: Int64) {
    if hdlc.client != nil { hasLinked = true }
    let isAbandoned = !hasLinked && now - hdlcSince > hdlc.configuration.inactivityNanoseconds
    guard flag != nil, isHDLC, hdlc.client == nil, hasLinked || isAbandoned else { return }
    isHDLC = false
    hasLinked = false
    if case .speed(let speed, let isEightBit)? = flag?.endHDLC() { change(speed, isEightBit) }
  }
  private var hasLinked = false
  private var hdlcSince: Int64 = 0

  private func change(_ speed: UInt32, _ isEightBit: Bool) {
    flush(isBlocking: true)
    if rules.pacedBaud != nil { baud = speed }
    setSpeed?(speed, isEightBit)
  }

  private func collectHDLC() {
    var frame = InlineArray<2064, UInt8>(repeating: 0)
    while true {
      var count = 0
      do {
        var span = frame.mutableSpan
        var bytes = span.mutableBytes
        count = hdlc.transmit(into: &bytes)
      }
      if count == 0 { return }
      send((0..<count).map { frame[$0] })
    }
  }

  private func collectWrapper(now: Int64) {
    while true {
      var count = 0
      do {
        var span = frame.mutableSpan
        var bytes = span.mutableBytes
        count = wrapper.transmit(into: &bytes, handler: &handler, now: now)
      }
      if count == 0 { break }
      output += frame[..<count]
    }
    flush(isBlocking: false)
  }

  private func send(_ octets: [UInt8]) {
    var octets = octets
    disturb(&octets)
    output += octets
    flush(isBlocking: false)
  }

  private func disturb(_ octets: inout [UInt8]) {
    if rules.loss > 0 { octets.removeAll { _ in chance() < rules.loss } }
    guard rules.noise > 0 else { return }
    for index in octets.indices where chance() < rules.noise {
      octets[index] ^= UInt8(1 << (random >> 8 & 7))
    }
  }

  /// The next number from 0 up to 1.
  private func chance() -> Double {
    random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(random >> 11) / Double(1 << 53)
  }

  /// Writes what the pace allows.
  func flush(isBlocking: Bool) {
    while !output.isEmpty {
      var count = output.count
      if baud > 0 {
        let wait = mayWriteAt - MonotonicNow.nanoseconds()
        if wait > 0 {
          guard isBlocking else { return }
          usleep(UInt32(wait / 1000))
        }
        // Ten bits a character, in slices of 10 ms.
        count = min(count, max(Int(baud) / 1000, 1))
      }
      let written = output.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, count) }
      if written < 0 {
        guard errno == EAGAIN || errno == EINTR else {
          if isConnection { close() } else { output.removeAll() }
          return
        }
        guard isBlocking else { return }
        usleep(1000)
        continue
      }
      if rules.cancelsEcho {
        let sent = Array(output[..<written])
        echo.sent(sent.span.bytes)
        lastTraffic = max(lastTraffic, MonotonicNow.nanoseconds())
      }
      output.removeFirst(written)
      if baud > 0 {
        mayWriteAt =
          max(mayWriteAt, MonotonicNow.nanoseconds()) + Int64(written) * 10_000_000_000 / Int64(baud)
      }
    }
  }

  func close() {
    guard !isOver else { return }
    isOver = true
    wrapper.close(handler: &handler)
    Glibc.close(descriptor)
  }
}
