import Instation

/// A line that breaks once, after a number of octets received.
final class BreakingLine: MeterLine {
  /// When it breaks; lines opened later share it and stay whole.
  final class Cut {
    var left = Int.max
    var breaks = 0
  }

  private let inner: any MeterLine
  private let cut: Cut

  init(_ inner: any MeterLine, _ cut: Cut) {
    self.inner = inner
    self.cut = cut
  }

  var nowNanoseconds: Int64 { inner.nowNanoseconds }
  func send(_ octets: [UInt8]) throws(LineError) { try inner.send(octets) }

  func receive(into octets: inout [UInt8], until deadline: Int64) throws(LineError) {
    try inner.receive(into: &octets, until: deadline)
    guard cut.breaks == 0 else { return }
    cut.left -= octets.count
    guard cut.left <= 0 else { return }
    cut.breaks += 1
    inner.close()
    throw .closed
  }

  func changeSpeed(baud: UInt32, isEightBit: Bool) throws(LineError) {
    try inner.changeSpeed(baud: baud, isEightBit: isEightBit)
  }
  func wait(until time: Int64) { inner.wait(until: time) }
  func close() { inner.close() }
}
