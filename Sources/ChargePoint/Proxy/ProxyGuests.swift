import NIOCore
import NIOHTTP1
import NIOWebSocket

/// The charge points that connect through the proxy, each with its own connection to the central system.
struct ProxyGuests: WebSocketGuests {
  /// A charge point whose central system has accepted it.
  struct Guest: Sendable {
    var identity: String
    var upstream: WebSocketClient.Opened
  }

  let configuration: ChargePointProxy.Configuration
  let services: ChargePointServices
  let client: WebSocketClient

  func admit(
    _ head: HTTPRequestHead, _ eventLoop: any EventLoop
  ) -> EventLoopFuture<WebSocketAdmission<Guest>> {
    let offered = Admission.offered(head.headers["Sec-WebSocket-Protocol"])
    let verdict = Admission(secrets: configuration.secrets).judge(
      uri: head.uri, authorization: head.headers.first(name: "Authorization"), offered: offered)
    switch verdict {
    case .refused(let status, let reason):
      services.log(
        Admission.identity(uri: head.uri) ?? "?", .refused,
        ["status": .integer(status), "reason": .string(reason)])
      return eventLoop.makeSucceededFuture(.refused(status: status, reason: reason))
    case .admitted(let identity, _):
      // Extensions are not passed on: a compressed frame could not be metered.
      var headers = HTTPHeaders()
      for name in ["Sec-WebSocket-Protocol", "Authorization", "User-Agent"] {
        for value in head.headers[name] { headers.add(name: name, value: value) }
      }
      return eventLoop.makeFutureWithTask { [headers] in await connect(identity, uri: head.uri, headers) }
    }
  }

  private func connect(
    _ identity: String, uri: String, _ headers: HTTPHeaders
  ) async -> WebSocketAdmission<Guest> {
    // The last part of the path as it came, percent signs and all.
    let name = uri[(uri.lastIndex(of: "/") ?? uri.startIndex)...]
    do throws(WebSocketClient.Failure) {
      let upstream = try await client.open(path: configuration.upstream.path + name, headers: headers)
      var answer = HTTPHeaders()
      if let name = upstream.subprotocol { answer.add(name: "Sec-WebSocket-Protocol", value: name) }
      return .admitted(Guest(identity: identity, upstream: upstream), answer)
    } catch {
      services.log(identity, .upstreamFailed, ["reason": .string(error.description)])
      // What the central system answered is what the charge point is told.
      if case .refused(let status) = error, (400..<600).contains(status) {
        return .refused(status: status, reason: "refused by the central system")
      }
      return .refused(status: 502, reason: "the central system cannot be reached")
    }
  }

  func abandon(_ guest: Guest) {
    Task { try? await guest.upstream.connection.executeThenClose { _, _ in } }
  }

  func serve(_ guest: Guest, _ connection: WebSocketConnection) async {
    let version = guest.upstream.subprotocol.flatMap(OCPPVersion.init(rawValue:))
    let meter = ProxyMeter(identity: guest.identity, version: version, services: services)
    services.log(
      guest.identity, .connected,
      .members(("protocol", guest.upstream.subprotocol.map { .string($0) }), ("through", "proxy")))
    if version == nil {
      services.log(
        guest.identity, .meteringGap, ["reason": "a protocol not metered here; frames are forwarded"])
    }
    _ = try? await connection.executeThenClose { fromChargePoint, toChargePoint in
      try await guest.upstream.connection.executeThenClose { fromCentral, toCentral in
        await withTaskGroup(of: Void.self) { directions in
          directions.addTask {
            await forward(fromChargePoint, to: toCentral, masked: true, isPaced: true) {
              await meter.fromChargePoint($0)
            }
          }
          directions.addTask {
            await forward(fromCentral, to: toChargePoint, masked: false, isPaced: false) {
              await meter.fromCentral($0)
            }
          }
          // Where one side ends, the other has nobody to talk to.
          _ = await directions.next()
          directions.cancelAll()
        }
      }
    }
    services.log(guest.identity, .disconnected, ["reason": "one side ended the connection"])
  }

  /// Forwards frame by frame; whole messages are metered *before* they are passed on, so that nothing is
  /// acknowledged by the central system that has not been kept here.
  private func forward(
    _ source: NIOAsyncChannelInboundStream<WebSocketFrame>, to target: WebSocketWriter, masked: Bool,
    isPaced: Bool, meter: @Sendable ([UInt8]) async -> Void
  ) async {
    var allowance = FrameAllowance(
      framesPerSecond: configuration.limits.framesPerSecond, burst: configuration.limits.burstFrames)
    var message = MessageAssembly(limit: configuration.limits.maximumMessageBytes)
    do {
      for try await frame in source {
        if isPaced {
          let wait = allowance.take(nowNanoseconds: services.time.monotonicNanoseconds())
          if wait > 0 { try await services.time.sleep(wait) }
        }
        if let text = message.take(frame) { await meter(text) }
        var copy = WebSocketFrame(
          fin: frame.fin, rsv1: frame.rsv1, rsv2: frame.rsv2, rsv3: frame.rsv3, opcode: frame.opcode,
          maskKey: masked ? .random() : nil, data: frame.unmaskedData)
        copy.extensionData = nil
        try await target.write(copy)
        if frame.opcode == .connectionClose { return }
      }
    } catch {
      // A broken frame or a lost peer: both ends are closed by the caller.
    }
  }
}
