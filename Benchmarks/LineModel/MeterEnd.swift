import COSEM
import DataLink
import HAL
import Outstation
import OutstationService

/// The meter's end of a virtual line: octets in at a time, octets out at their times.
public final class MeterEnd {
  /// Octets that leave the meter one after the other.
  struct Burst {
    var start: Int64
    var baud: UInt32
    var isEightBit: Bool
    var octets: ArraySlice<UInt8>
  }

  private let shared: TableOutstation
  private let kind: LinkKind
  private let pace: LinePace
  private var handler: MeterHandler
  private var wrapper = WrapperServer<16384>()
  private var hdlc: HDLCServer<2064, 16384>
  private var flag: FlagServer?
  private var isHDLC = false
  private var hasLinked = false
  private var hdlcSince: Int64 = 0
  private var frame = [UInt8](repeating: 0, count: 16_400)
  private(set) var baud: UInt32
  private(set) var isEightBit = true
  private var busyUntil: Int64 = 0
  var bursts: [Burst] = []
  /// How much later the meter answers.
  var delayNanoseconds: Int64 = 0

  init(_ shared: TableOutstation, _ kind: LinkKind, _ pace: LinePace) {
    self.shared = shared
    self.kind = kind
    self.pace = pace
    handler = MeterHandler(shared)
    baud = pace.baud
    switch kind {
    case .wrapper: hdlc = HDLCServer(HDLCServerConfiguration(limits: .standard))
    case .hdlc(let configuration):
      hdlc = HDLCServer(configuration)
      isHDLC = true
    case .flag(let configuration, let inner):
      hdlc = HDLCServer(inner)
      flag = FlagServer(configuration)
      baud = configuration.initialBaud
      isEightBit = false
    }
  }

  /// When `advance` must be called.
  var nextDeadline: Int64? { isHDLC ? nil : flag?.nextDeadline }

  /// The meter closes the connection: what came is no wrapper stream.
  var hasHungUp: Bool { !isHDLC && flag == nil && wrapper.isBroken }

  /// The meter restarts: it knows no link and no association.
  func restart() {
    bursts.removeAll()
    handler.session.end()
    wrapper = WrapperServer()
    hdlc = HDLCServer(hdlc.configuration)
    if case .flag(let configuration, _) = kind {
      flag = FlagServer(configuration)
      isHDLC = false
      hasLinked = false
      baud = configuration.initialBaud
      isEightBit = false
    }
  }

  func receive(_ octets: [UInt8], now: Int64) {
    let answerAt = now + pace.turnaroundNanoseconds + delayNanoseconds
    if isHDLC {
      hdlc.receive(octets.span.bytes, handler: &handler, now: now)
      collectHDLC(answerAt)
      leaveHDLC(now: now)
    } else if flag != nil {
      for octet in octets { flag?.receive(octet, handler: &handler, now: now) }
      advance(now: now)
    } else {
      var position = 0
      while position < octets.count, !wrapper.isBroken {
        wrapper.receive(octets.span.bytes, from: &position, handler: &handler, now: now)
        while true {
          let count = fill { wrapper.transmit(into: &$0, handler: &handler, now: now) }
          if count == 0 { break }
          send(frame[..<count], at: answerAt)
        }
      }
    }
  }

  /// Lets the sign-on go on.
  func advance(now: Int64) {
    if isHDLC {
      hdlc.sent(now: min(busyUntil, now))
      hdlc.advance(handler: &handler, now: now)
      leaveHDLC(now: now)
      return
    }
    var time = now
    while true {
      var action = FlagAction.nothing
      _ = fill {
        action = flag?.next(into: &$0, handler: &handler, now: time) ?? .nothing
        return 0
      }
      switch action {
      case .nothing: return
      case .transmit(let count):
        send(frame[..<count], at: time + delayNanoseconds)
        time = busyUntil
      case .speed(let speed, let isEightBit):
        baud = speed
        self.isEightBit = isEightBit
      case .startHDLC:
        isHDLC = true
        hdlcSince = time
        return
      }
    }
  }

  private func collectHDLC(_ time: Int64) {
    while true {
      let count = fill { hdlc.transmit(into: &$0) }
      if count == 0 { return }
      send(frame[..<count], at: time)
    }
  }

  /// An optical port goes back to its beginning when the link is closed.
  private func leaveHDLC(now: Int64) {
    if hdlc.client != nil { hasLinked = true }
    let isAbandoned = !hasLinked && now - hdlcSince > hdlc.configuration.inactivityNanoseconds
    guard flag != nil, hdlc.client == nil, hasLinked || isAbandoned else { return }
    isHDLC = false
    hasLinked = false
    if case .speed(let speed, let isEightBit)? = flag?.endHDLC() {
      baud = speed
      self.isEightBit = isEightBit
    }
  }

  private func fill(_ body: (inout MutableRawSpan) -> Int) -> Int {
    var buffer = frame
    frame = []
    var count = 0
    do {
      var span = buffer.mutableSpan
      var bytes = span.mutableBytes
      count = body(&bytes)
    }
    frame = buffer
    return count
  }

  private func send(_ octets: ArraySlice<UInt8>, at time: Int64) {
    let start = max(time, busyUntil)
    bursts.append(Burst(start: start, baud: baud, isEightBit: isEightBit, octets: octets))
    busyUntil = start + Int64(octets.count) * LinePace.octetNanoseconds(baud)
  }
}
