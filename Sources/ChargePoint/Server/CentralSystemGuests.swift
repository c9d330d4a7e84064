import NIOCore
import NIOHTTP1
import NIOWebSocket

/// The charge points that connect to our own central system.
struct CentralSystemGuests: WebSocketGuests {
  /// An admitted charge point.
  struct Guest: Sendable {
    var identity: String
    /// Nil when no version is spoken by both: the connection is closed at once.
    var version: OCPPVersion?
  }

  let configuration: ChargePointServer.Configuration
  let services: ChargePointServices
  let connected: ConnectedChargePoints

  func admit(
    _ head: HTTPRequestHead, _ eventLoop: any EventLoop
  ) -> EventLoopFuture<WebSocketAdmission<Guest>> {
    let verdict = Admission(secrets: configuration.secrets).judge(
      uri: head.uri, authorization: head.headers.first(name: "Authorization"),
      offered: Admission.offered(head.headers["Sec-WebSocket-Protocol"]))
    switch verdict {
    case .admitted(let identity, let version):
      var headers = HTTPHeaders()
      if let version { headers.add(name: "Sec-WebSocket-Protocol", value: version.rawValue) }
      return eventLoop.makeSucceededFuture(.admitted(Guest(identity: identity, version: version), headers))
    case .refused(let status, let reason):
      services.log(
        Admission.identity(uri: head.uri) ?? "?", .refused,
        ["status": .integer(status), "reason": .string(reason)])
      return eventLoop.makeSucceededFuture(.refused(status: status, reason: reason))
    }
  }

  func abandon(_ guest: Guest) {}

  func serve(_ guest: Guest, _ connection: WebSocketConnection) async {
    _ = try? await connection.executeThenClose { inbound, outbound in
      guard let version = guest.version else {
        services.log(
          guest.identity, .refused, ["reason": "no common subprotocol; ocpp1.6 and ocpp2.0.1 are spoken"])
        try await outbound.write(.close(.protocolError, "no common OCPP version"))
        return
      }
      let chargePoint = ChargePointConnection(
        identity: guest.identity, version: version, rules: configuration.rules, services: services,
        writer: outbound, channel: connection.channel)
      if let replaced = await connected.enter(chargePoint) {
        services.log(guest.identity, .replaced)
        replaced.replace()
      }
      services.log(guest.identity, .connected, ["protocol": .string(version.rawValue)])
      let reason = await talk(chargePoint, inbound, outbound)
      await connected.leave(chargePoint)
      await chargePoint.ended()
      services.log(guest.identity, .disconnected, ["reason": .string(reason)])
    }
  }

  /// Reads until one side ends the connection; returns why.
  private func talk(
    _ chargePoint: ChargePointConnection, _ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>,
    _ outbound: WebSocketWriter
  ) async -> String {
    var allowance = FrameAllowance(
      framesPerSecond: configuration.limits.framesPerSecond, burst: configuration.limits.burstFrames)
    do {
      for try await frame in inbound {
        let wait = allowance.take(nowNanoseconds: services.time.monotonicNanoseconds())
        if wait > 0 {
          // Nothing is read meanwhile: the sender's own socket fills up, nobody else waits.
          await chargePoint.throttled(nanoseconds: wait)
          try await services.time.sleep(wait)
        }
        switch frame.opcode {
        case .text: try await chargePoint.receive(frame.bytes)
        case .ping:
          try await outbound.write(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData))
        case .pong: break
        case .connectionClose:
          var data = frame.unmaskedData
          let code = data.readSlice(length: 2) ?? ByteBuffer()
          try await outbound.write(WebSocketFrame(fin: true, opcode: .connectionClose, data: code))
          return "closed by the charge point"
        default: throw ChargePointConnection.Ending(code: .unacceptableData, reason: "OCPP frames are text")
        }
      }
      return "the connection was lost"
    } catch let ending as ChargePointConnection.Ending {
      services.log(chargePoint.identity, .closed, ["reason": .string(ending.reason)])
      try? await outbound.write(.close(ending.code, ending.reason))
      return ending.reason
    } catch NIOWebSocketError.invalidFrameLength {
      services.log(
        chargePoint.identity, .closed,
        ["reason": .string("a message larger than \(configuration.limits.maximumMessageBytes) bytes")])
      return "message too large"
    } catch {
      return "the connection failed: \(error)"
    }
  }
}
