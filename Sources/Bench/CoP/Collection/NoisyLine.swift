import Instation

/// A line that damages a few HDLC frames in both directions, and watches whether the meter answers a damaged one.
final class NoisyLine: MeterLine {
  /// What was damaged, over all lines of a trial.
  final class Noise {
    var sent = 0
    var received = 0
    /// Damaged frames that were answered by data.
    var accepted = 0
    fileprivate var frames = 0
    fileprivate var chunks = 0
  }

  private static let most = 3
  private let inner: any MeterLine
  private let noise: Noise
  private var hasDamaged = false

  init(_ inner: any MeterLine, _ noise: Noise) {
    self.inner = inner
    self.noise = noise
  }

  var nowNanoseconds: Int64 { inner.nowNanoseconds }

  func send(_ octets: [UInt8]) throws(LineError) {
    hasDamaged = false
    var octets = octets
    // Requests, not acknowledgements; the first ones open the link.
    if octets.count > 24 {
      noise.frames += 1
      if noise.frames % 2 == 0, noise.sent < Self.most {
        noise.sent += 1
        hasDamaged = true
        octets[octets.count - 8] ^= 0x10
      }
    }
    try inner.send(octets)
  }

  func receive(into octets: inout [UInt8], until deadline: Int64) throws(LineError) {
    try inner.receive(into: &octets, until: deadline)
    guard !octets.isEmpty else { return }
    if hasDamaged {
      if Self.isData(octets) { noise.accepted += 1 }
      hasDamaged = false
      return
    }
    noise.chunks += 1
    if octets.count > 24, noise.chunks % 4 == 0, noise.received < Self.most {
      noise.received += 1
      octets[octets.count / 2] ^= 0x10
    }
  }

  /// True for an information frame from a meter.
  static func isData(_ octets: [UInt8]) -> Bool {
    guard let start = octets.firstIndex(where: { $0 != 0x7E }) else { return false }
    // Format, two octets; client and server address end with an octet whose lowest bit is 1.
    var place = start + 2
    for _ in 0..<2 {
      while place < octets.count, octets[place] & 1 == 0 { place += 1 }
      place += 1
    }
    return place < octets.count && octets[place] & 1 == 0
  }

  func changeSpeed(baud: UInt32, isEightBit: Bool) throws(LineError) {
    try inner.changeSpeed(baud: baud, isEightBit: isEightBit)
  }
  func wait(until time: Int64) { inner.wait(until: time) }
  func close() { inner.close() }
}
