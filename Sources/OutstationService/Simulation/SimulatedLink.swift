import COSEM
import DataLink
import HAL
import Outstation

/// A simulated meter on a link without any line: octets in, octets out, at times that the caller gives.
public final class SimulatedLink {
  /// What a simulated meter is served by.
  public typealias Shared = SharedOutstation<SimulatedMeter, SoftwareCrypto, VolatileSettings>

  private let isHDLC: Bool
  private let acceptsDamage: Bool
  private var handler: LinkHandler<SimulatedMeter, SoftwareCrypto, VolatileSettings>
  private var wrapper = WrapperServer<16384>()
  private var hdlc: HDLCServer<2064, 16384>
  private var frame = [UInt8](repeating: 0, count: 16392)

  /// A new connection to `shared`.
  public init(_ shared: Shared, isHDLC: Bool) {
    self.isHDLC = isHDLC
    acceptsDamage = shared.outstation.meter.options.has("COM-1", "accepts")
    handler = LinkHandler(shared)
    hdlc = HDLCServer(HDLCServerConfiguration(limits: .standard))
  }

  /// Takes octets of the client and returns those of the meter. `now` is monotonic, in nanoseconds.
  public func exchange(_ received: [UInt8], now: Int64) -> [UInt8] {
    var answer: [UInt8] = []
    if isHDLC {
      let octets = acceptsDamage ? FrameRepair.repaired(received) : received
      hdlc.receive(octets.span.bytes, handler: &handler, now: now)
      while let part = part({ hdlc.transmit(into: &$0) }) { answer += part }
      return answer
    }
    var position = 0
    while position < received.count {
      wrapper.receive(received.span.bytes, from: &position, handler: &handler, now: now)
      while let part = part({ wrapper.transmit(into: &$0, handler: &handler, now: now) }) { answer += part }
    }
    return answer
  }

  /// The line went away.
  public func end() {
    wrapper.close(handler: &handler)
    handler.linkEnded(client: 0, server: 0)
  }

  private func part(_ write: (inout MutableRawSpan) -> Int) -> [UInt8]? {
    var count = 0
    do {
      var span = frame.mutableSpan
      var bytes = span.mutableBytes
      count = write(&bytes)
    }
    return count == 0 ? nil : Array(frame[..<count])
  }
}

/// Gives damaged HDLC frames a right check sequence, as a meter does that does not check it.
enum FrameRepair {
  static func repaired(_ octets: [UInt8]) -> [UInt8] {
    guard octets.count > 6, octets.first == 0x7E, octets.last == 0x7E else { return octets }
    let end = octets.count - 3
    var sum: UInt16 = 0xFFFF
    for octet in octets[1..<end] {
      sum ^= UInt16(octet)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0x8408 : sum >> 1 }
    }
    sum ^= 0xFFFF
    return Array(octets[..<end]) + [UInt8(truncatingIfNeeded: sum), UInt8(sum >> 8), 0x7E]
  }
}
