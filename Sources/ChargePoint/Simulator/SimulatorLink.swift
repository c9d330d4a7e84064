import NIOCore
import NIOWebSocket

/// A simulated charge point's connection: one call at a time, answers to the central system's calls.
actor SimulatorLink {
  /// Why a call has no answer.
  enum Failure: Error, Equatable, Sendable, CustomStringConvertible {
    case lost
    case timedOut(String)

    var description: String {
      switch self {
      case .lost: "the connection was lost"
      case .timedOut(let action): "no answer to \(action)"
      }
    }
  }

  private let connection: WebSocketConnection
  private let time: TimeSource
  private let command:
    @Sendable (_ action: String, _ payload: JSONValue) async -> Result<JSONValue, CallError>
  private let prefix: String
  private var writer: WebSocketWriter?
  private var number = 0
  private var waiting: (id: String, continuation: CheckedContinuation<OCPPFrame, any Error>)?
  private var isEnded = false

  init(
    connection: WebSocketConnection, prefix: String, time: TimeSource,
    command:
      @escaping @Sendable (_ action: String, _ payload: JSONValue) async -> Result<JSONValue, CallError>
  ) {
    self.connection = connection
    self.prefix = prefix
    self.time = time
    self.command = command
  }

  /// Reads until the connection ends; to be run beside the calls.
  nonisolated func run() async {
    _ = try? await connection.executeThenClose { inbound, outbound in
      await self.begin(outbound)
      for try await frame in inbound {
        switch frame.opcode {
        case .text: try await self.receive(frame.bytes)
        case .ping:
          try await outbound.write(
            WebSocketFrame(fin: true, opcode: .pong, maskKey: .random(), data: frame.unmaskedData))
        case .connectionClose: return
        default: break
        }
      }
    }
    await end()
  }

  /// Makes a call and waits for its answer.
  func call(_ action: String, _ payload: JSONValue) async throws -> OCPPFrame {
    guard !isEnded, let writer else { throw Failure.lost }
    number += 1
    let id = "\(prefix)-\(number)"
    let text = Array(OCPPFrame.call(id: id, action: action, payload: payload).text.utf8)
    let timeout = Task {
      try await time.sleep(60_000_000_000)
      self.fail(id, Failure.timedOut(action))
    }
    defer { timeout.cancel() }
    return try await withCheckedThrowingContinuation { continuation in
      waiting = (id, continuation)
      Task {
        do { try await writer.write(.text(text, mask: .random())) } catch { self.fail(id, error) }
      }
    }
  }

  /// Sends a text as it is.
  func send(raw text: String) async {
    try? await writer?.write(.text(Array(text.utf8), mask: .random()))
  }

  /// Says goodbye and closes.
  func close() async {
    try? await writer?.write(.close(.normalClosure, "", mask: .random()))
    connection.channel.close(promise: nil)
  }

  /// Waits until calls can be made; false when the connection ended first.
  func opened() async -> Bool {
    while writer == nil, !isEnded { await Task.yield() }
    return !isEnded
  }

  private func begin(_ outbound: WebSocketWriter) { writer = outbound }

  private func end() {
    isEnded = true
    writer = nil
    if let open = waiting.take() { open.continuation.resume(throwing: Failure.lost) }
  }

  private func fail(_ id: String, _ error: any Error) {
    guard waiting?.id == id, let open = waiting.take() else { return }
    open.continuation.resume(throwing: error)
  }

  private func receive(_ text: [UInt8]) async throws {
    guard let frame = try? OCPPFrame(text: text) else { return }
    switch frame {
    case .call(let id, let action, let payload):
      let answer: OCPPFrame =
        switch await command(action, payload) {
        case .success(let payload): .result(id: id, payload: payload)
        case .failure(let error): .error(id: id, error)
        }
      try await writer?.write(.text(Array(answer.text.utf8), mask: .random()))
    case .result, .error:
      guard waiting?.id == frame.id, let open = waiting.take() else { return }
      open.continuation.resume(returning: frame)
    }
  }
}
