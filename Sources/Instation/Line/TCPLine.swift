import Glibc
import LinuxHAL

/// A TCP connection to a meter, or to a converter before it.
public final class TCPLine: MeterLine {
  private var descriptor: Int32
  private let clock = LinuxMonotonicClock()
  private var buffer = [UInt8](repeating: 0, count: 65_536)
  private var characters: LineCharacters

  /// Connects; every address of the name is tried within `timeoutNanoseconds`. A converter hands over a serial line's
  /// characters: where that line has parity or an echo, `rules` say so.
  public init(
    host: String, port: UInt16, timeoutNanoseconds: Int64, rules: SerialRules = SerialRules(),
    isEightBit: Bool = true
  ) throws(LineError) {
    characters = LineCharacters(rules, isEightBit: isEightBit)
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &found) == 0, let found else {
      throw .unknownHost(host)
    }
    defer { freeaddrinfo(found) }
    let deadline = clock.nowNanoseconds() + timeoutNanoseconds
    var failure = ETIMEDOUT
    var next: UnsafeMutablePointer<addrinfo>? = found
    while let address = next {
      let opened = Self.connect(address.pointee, until: deadline, clock)
      if opened >= 0 {
        descriptor = opened
        return
      }
      failure = -opened
      next = address.pointee.ai_next
    }
    throw .notConnected(errorNumber: failure)
  }

  deinit { close() }

  /// A connected descriptor, or the negative error number.
  private static func connect(
    _ address: addrinfo, until deadline: Int64, _ clock: LinuxMonotonicClock
  ) -> Int32 {
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(address.ai_family, kind, 0)
    guard descriptor >= 0 else { return -errno }
    var failure: Int32 = 0
    if Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) != 0 { failure = errno }
    if failure == EINPROGRESS {
      var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      let left = max(deadline - clock.nowNanoseconds(), 0) / 1_000_000
      let ready = Glibc.poll(&entry, 1, Int32(clamping: left))
      failure = ready == 0 ? ETIMEDOUT : 0
      if ready > 0 {
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size)
      }
    }
    guard failure == 0 else {
      Glibc.close(descriptor)
      return -failure
    }
    var yes: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    return descriptor
  }

  public var nowNanoseconds: Int64 { clock.nowNanoseconds() }

  /// Sends all of `message`, with parity where the rules ask for it.
  ///
  /// - Throws: `closed` where the other side hung up, `failed` where it takes nothing for ten seconds or the socket fails.
  public func send(_ message: [UInt8]) throws(LineError) {
    let octets = characters.encoded(message)
    var done = 0
    while done < octets.count {
      let sent = octets.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress! + done, $0.count - done, Int32(MSG_NOSIGNAL))
      }
      if sent > 0 {
        done += sent
      } else if errno == EAGAIN {
        // Requests are short: a full buffer means that the other side takes nothing any more.
        guard isReady(for: Int16(POLLOUT), until: nowNanoseconds + 10_000_000_000) else {
          throw .failed(errorNumber: ETIMEDOUT)
        }
      } else if errno == EPIPE || errno == ECONNRESET {
        throw .closed
      } else if errno != EINTR {
        throw .failed(errorNumber: errno)
      }
    }
    characters.sent(message, now: nowNanoseconds)
  }

  public func receive(into octets: inout [UInt8], until deadline: Int64) throws(LineError) {
    octets.removeAll(keepingCapacity: true)
    while true {
      let got = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
      let number = errno
      if got > 0 {
        characters.decode(buffer.span.bytes.extracting(0..<got), now: nowNanoseconds, into: &octets)
        if !octets.isEmpty { return }
        continue
      }
      if got == 0 || number == ECONNRESET { throw .closed }
      guard number == EAGAIN || number == EINTR else { throw .failed(errorNumber: number) }
      guard isReady(for: Int16(POLLIN), until: deadline) else {
        return characters.expire(now: nowNanoseconds, into: &octets)
      }
    }
  }

  private func isReady(for events: Int16, until deadline: Int64) -> Bool {
    while true {
      let left = deadline - nowNanoseconds
      guard left > 0 else { return false }
      var entry = pollfd(fd: descriptor, events: events, revents: 0)
      if Glibc.poll(&entry, 1, Int32(clamping: (left + 999_999) / 1_000_000)) > 0 { return true }
    }
  }

  /// The converter's speed is set up at the converter.
  public func changeSpeed(baud: UInt32, isEightBit: Bool) { characters.isEightBit = isEightBit }

  public func wait(until time: Int64) { sleepMonotonic(until: time, clock) }

  public func close() {
    guard descriptor >= 0 else { return }
    Glibc.close(descriptor)
    descriptor = -1
  }
}

/// Sleeps until `time` of the monotonic clock.
func sleepMonotonic(until time: Int64, _ clock: LinuxMonotonicClock) {
  while true {
    let left = time - clock.nowNanoseconds()
    guard left > 0 else { return }
    var pause = timespec(tv_sec: Int(left / 1_000_000_000), tv_nsec: Int(left % 1_000_000_000))
    nanosleep(&pause, nil)
  }
}
