import Glibc

/// A Unix socket on which a line of words is a command and gets a line of words back. It is polled by the server's own thread,
/// so commands need no lock.
public final class ControlSocket {
  private let path: String
  private let listener: Int32
  private let answer: (String) -> String
  private var connections: [(descriptor: Int32, text: [UInt8])] = []
  private static let mostConnections = 8
  private static let longestLine = 256

  /// Listens at `path`, which must not exist, for its owner alone.
  public init(path: String, answer: @escaping (String) -> String) throws(OutstationServerError) {
    self.path = path
    self.answer = answer
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let octets = Array(path.utf8)
    guard !octets.isEmpty, octets.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw OutstationServerError(description: "'\(path)' is too long for a socket: at most 107 octets")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: octets) }
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let mask = umask(0o077)
    let isBound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    umask(mask)
    guard isBound, listen(listener, 8) == 0 else {
      let reason = String(cString: strerror(errno))
      close(listener)
      throw OutstationServerError(
        description: "\(path): \(reason); remove the file where no simulator uses it")
    }
  }

  /// What to poll.
  var entries: [pollfd] {
    ([listener] + connections.map(\.descriptor)).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
  }

  /// Serves what polling found; `polled` are `entries` with their events.
  func serve(_ polled: [pollfd]) {
    let isReady = polled.map { $0.revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 }
    var over: [Int] = []
    for index in connections.indices where isReady[index + 1] {
      if !serve(index) { over.append(index) }
    }
    for index in over.reversed() {
      close(connections[index].descriptor)
      connections.remove(at: index)
    }
    guard isReady[0] else { return }
    let descriptor = accept(listener, nil, nil)
    guard descriptor >= 0 else { return }
    if connections.count < Self.mostConnections {
      connections.append((descriptor, []))
    } else {
      close(descriptor)
    }
  }

  private func serve(_ index: Int) -> Bool {
    var octets = [UInt8](repeating: 0, count: 1024)
    let count = read(connections[index].descriptor, &octets, octets.count)
    guard count > 0 else { return false }
    connections[index].text += octets[..<count]
    while let end = connections[index].text.firstIndex(of: 0x0A) {
      let line = String(decoding: connections[index].text[..<end], as: UTF8.self)
      connections[index].text.removeSubrange(...end)
      let reply = Array((answer(line) + "\n").utf8)
      guard write(connections[index].descriptor, reply, reply.count) == reply.count else { return false }
    }
    return connections[index].text.count <= Self.longestLine
  }

  /// Closes everything and removes the socket.
  func end() {
    for connection in connections { close(connection.descriptor) }
    close(listener)
    unlink(path)
  }
}
