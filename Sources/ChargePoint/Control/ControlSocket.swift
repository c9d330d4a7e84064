import Glibc
import NIOCore
import NIOPosix

/// The door for commands from this machine: a unix socket that only its owner can open (mode 0600).
///
/// One JSON object a line in, one out: `{"charge_point":"CP1","command":"stop"}` or `{"command":"list"}`.
public struct ControlSocket: Sendable {
  /// Why the socket cannot be made.
  public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
    public var description: String
  }

  /// Longest request line in bytes.
  static let longestLine = 65_536

  private let path: String
  private let server: ChargePointServer

  /// Commands that come in at `path` are put to the charge points of `server`.
  public init(path: String, server: ChargePointServer) {
    self.path = path
    self.server = server
  }

  /// Serves until cancelled, then removes the socket.
  public func run() async throws {
    let group = MultiThreadedEventLoopGroup.singleton
    let listener = try await bind(group)
    defer { unlink(path) }
    try await withThrowingDiscardingTaskGroup { tasks in
      try await listener.executeThenClose { connections in
        for try await connection in connections {
          tasks.addTask { _ = try? await serve(connection) }
        }
      }
      tasks.cancelAll()
    }
  }

  /// Makes the socket in a private folder and moves it into place: it is never open to others.
  private func bind(
    _ group: any EventLoopGroup
  ) async throws -> NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never> {
    var template = Array((path + ".XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else {
      throw Failure(description: "\(path): \(String(cString: strerror(errno)))")
    }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let made = folder + "/s"
    defer { rmdir(folder) }
    let listener = try await ServerBootstrap(group: group)
      .bind(unixDomainSocketPath: made) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    guard chmod(made, 0o600) == 0, rename(made, path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(made)
      try? await listener.executeThenClose { _ in }
      throw Failure(description: "\(path): \(reason)")
    }
    return listener
  }

  private func serve(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async throws {
    try await connection.executeThenClose { inbound, outbound in
      var line: [UInt8] = []
      for try await part in inbound {
        line += Array(buffer: part)
        guard line.count <= ControlSocket.longestLine else { return }
        while let end = line.firstIndex(of: 0x0a) {
          let answer = await answer(Array(line[..<end]))
          line.removeSubrange(...end)
          try await outbound.write(ByteBuffer(string: answer.json + "\n"))
        }
      }
    }
  }

  private func answer(_ line: [UInt8]) async -> JSONValue {
    let request: JSONValue
    do { request = try JSONValue(json: line) } catch { return ["error": .string("not JSON: \(error)")] }
    if request["command"]?.text == "list" { return ["charge_points": .array(await server.list())] }
    guard let chargePoint = request["charge_point"]?.text, let command = ChargePointCommand(json: request)
    else {
      return ["error": "a command and its charge_point are expected"]
    }
    return await server.perform(command, on: chargePoint).json
  }
}
