import Glibc

/// One request to a control socket, as a command-line program makes it: blocking, one line each way.
public struct ControlRequest: Sendable {
  /// Why there is no answer.
  public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
    public var description: String
  }

  private let path: String

  /// The control socket of a running service.
  public init(path: String) { self.path = path }

  /// Sends one object and waits for the answer.
  public func answer(to request: JSONValue) throws(Failure) -> JSONValue {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw Failure(description: "\(path): too long for a socket's path")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard connected == 0 else {
      if errno == ENOENT || errno == ECONNREFUSED {
        throw Failure(
          description:
            "\(path): no service listens here; start 'meter chargepoint serve' or name its --control socket"
        )
      }
      throw failure()
    }
    var line = Array((request.json + "\n").utf8)[...]
    while !line.isEmpty {
      let count = line.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { throw failure() }
      line = line.dropFirst(count)
    }
    var answer: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while answer.last != 0x0a {
      let count = read(descriptor, &chunk, chunk.count)
      guard count > 0 else { throw Failure(description: "\(path): the service closed without an answer") }
      answer += chunk[..<count]
    }
    do { return try JSONValue(json: answer) } catch {
      throw Failure(description: "\(path): the answer is no JSON: \(error)")
    }
  }

  private func failure() -> Failure { Failure(description: "\(path): \(String(cString: strerror(errno)))") }
}
