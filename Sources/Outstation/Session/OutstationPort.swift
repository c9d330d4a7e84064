import COSEM
import DataLink
import HAL

/// One outstation on one link: the handler of a bare-metal board, where nothing is shared.
public struct OutstationPort<
  let ScratchBytes: Int, let LongBytes: Int, Meter: OutstationMeter & ~Copyable, Cipher: Crypto & ~Copyable,
  Store: SettingsStore & ~Copyable
>: MessageHandler, ~Copyable {
  /// The outstation.
  public var outstation: Outstation<Meter, Cipher, Store>
  /// The link's session.
  public var session = OutstationSession<ScratchBytes, LongBytes>()

  /// Puts an outstation on a link.
  public init(_ outstation: consuming Outstation<Meter, Cipher, Store>) { self.outstation = outstation }

  public mutating func linkEnded(client: UInt16, server: UInt16) { session.end() }

  public mutating func respond(
    client: UInt16, server: UInt16, request: inout MutableRawSpan, count: Int,
    response: inout MutableRawSpan, now: Int64
  ) -> Int {
    session.respond(
      client: client, request: &request, count: count, response: &response, outstation: &outstation, now: now)
  }

  public mutating func followUp(response: inout MutableRawSpan, now: Int64) -> Int {
    session.followUp(response: &response, outstation: &outstation, now: now)
  }
}
