import CLinux
import DataLink
import Glibc
import HAL
import Outstation

/// Why a server cannot start.
public struct OutstationServerError: Error, CustomStringConvertible {
  public var description: String
}

/// Serves an outstation on TCP, a pseudo terminal or a serial line: one thread, any number of connections.
public final class OutstationServer<
  Meter: OutstationMeter & ~Copyable, Cipher: Crypto & ~Copyable, Store: SettingsStore & ~Copyable
> {
  private let shared: SharedOutstation<Meter, Cipher, Store>
  private let kind: LinkKind
  private let rules: LineRules
  private var listener: Int32 = -1
  private var listenerKind: LinkKind
  private var ports: [Port<Meter, Cipher, Store>] = []
  private let maximumConnections = 64
  /// Commands from somebody at the bench, served between those of the ports.
  public var control: ControlSocket?

  /// A server without a port yet.
  public init(_ shared: SharedOutstation<Meter, Cipher, Store>, kind: LinkKind, rules: LineRules) {
    self.shared = shared
    self.kind = kind
    listenerKind = kind
    self.rules = rules
    signal(SIGPIPE, SIG_IGN)
  }

  /// Listens on an IPv4 address; port 0 takes any. Connections speak `kind`, else what the server does. Returns the port.
  public func listen(
    address: String, port: UInt16, kind: LinkKind? = nil
  ) throws(OutstationServerError) -> UInt16 {
    listenerKind = kind ?? self.kind
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = port.bigEndian
    guard inet_pton(AF_INET, address, &name.sin_addr) == 1 else {
      throw OutstationServerError(description: "'\(address)' is no IPv4 address, e.g. 127.0.0.1")
    }
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) == 0 }
    }
    guard isBound, Glibc.listen(listener, 16) == 0 else {
      throw OutstationServerError(
        description: "cannot listen on \(address):\(port): \(String(cString: strerror(errno)))")
    }
    var length = size
    _ = withUnsafeMutablePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &length) }
    }
    return UInt16(bigEndian: name.sin_port)
  }

  /// Opens a pseudo terminal and returns the name of its other side.
  public func openPseudoTerminal() throws(OutstationServerError) -> String {
    var number: Int32 = 0
    let master = lc_open_pseudo_terminal(&number)
    guard master >= 0 else {
      throw OutstationServerError(description: "no pseudo terminal: \(String(cString: strerror(-master)))")
    }
    var settings = termios()
    tcgetattr(master, &settings)
    cfmakeraw(&settings)
    tcsetattr(master, TCSANOW, &settings)
    use(master)
    return "/dev/pts/\(number)"
  }

  /// Serves a line that is open already; `setSpeed` changes its baud rate and frame after draining it.
  public func use(_ descriptor: Int32, setSpeed: ((UInt32, Bool) -> Void)? = nil) {
    use(descriptor, kind: kind, rules: rules, setSpeed: setSpeed)
  }

  /// Serves a line that is open already and speaks something else than the server's other ports.
  public func use(
    _ descriptor: Int32, kind: LinkKind, rules: LineRules, setSpeed: ((UInt32, Bool) -> Void)? = nil
  ) {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    ports.append(Port(descriptor, kind, rules, shared, isConnection: false, setSpeed: setSpeed))
  }

  /// Serves until `isOver` says so; it is asked at least once a second, and when `waking` becomes readable.
  public func run(waking: Int32 = -1, until isOver: () -> Bool) {
    while !isOver() {
      var now = MonotonicNow.nanoseconds()
      var entries: [pollfd] = []
      var patience: Int64 = 1000
      for port in ports {
        // Who does not take what was answered is asked nothing more.
        var events = port.wantsToRead ? Int16(POLLIN) : 0
        if port.wantsToWrite && rules.pacedBaud == nil { events |= Int16(POLLOUT) }
        entries.append(pollfd(fd: port.descriptor, events: events, revents: 0))
        patience = min(patience, port.patience(now: now))
      }
      if waking >= 0 { entries.append(pollfd(fd: waking, events: Int16(POLLIN), revents: 0)) }
      let controlStart = entries.count
      entries += control?.entries ?? []
      let controlEnd = entries.count
      if listener >= 0 { entries.append(pollfd(fd: listener, events: Int16(POLLIN), revents: 0)) }
      poll(&entries, nfds_t(entries.count), Int32(patience))
      now = MonotonicNow.nanoseconds()
      for (index, port) in ports.enumerated() {
        if entries[index].revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 { port.read(now: now) }
        if port.isOver { continue }
        port.advance(now: now)
        port.flush(isBlocking: false)
      }
      ports.removeAll { $0.isOver }
      control?.serve(Array(entries[controlStart..<controlEnd]))
      if listener >= 0, let entry = entries.last, entry.revents & Int16(POLLIN) != 0 { accept() }
    }
    for port in ports { port.close() }
    control?.end()
    if listener >= 0 { close(listener) }
  }

  private func accept() {
    let descriptor = Glibc.accept(listener, nil, nil)
    guard descriptor >= 0 else { return }
    guard ports.count < maximumConnections else {
      close(descriptor)
      return
    }
    var yes: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &yes, socklen_t(MemoryLayout<Int32>.size))
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    ports.append(Port(descriptor, listenerKind, rules, shared, isConnection: true))
  }
}
