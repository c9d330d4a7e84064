import BoardConsole
import CBoard
import DataLink
import MeterCore
import Outstation

/// COSEM clients on the console's line. A frame begins with a flag and has an octet of more than 0x80 after it; no
/// command does.
extension MeterConsole {
  /// True for an octet of a frame.
  func isFrame(_ octet: UInt8) -> Bool {
    line.isBetweenLines && (octet == 0x7E || octet >= 0x80 || link.isInsideFrame)
  }

  /// Takes an octet of a frame, and answers a frame that is whole.
  @inline(never)
  mutating func serve(_ octet: UInt8) {
    let now = newestTick.nanoseconds
    let octets: InlineArray<1, UInt8> = [octet]
    link.receive(octets.span.bytes, handler: &port, now: now)
    transmit()
  }

  private mutating func transmit() {
    var frame = InlineArray<160, UInt8>(repeating: 0)
    while true {
      var count = 0
      do {
        var span = frame.mutableSpan
        var bytes = span.mutableBytes
        count = link.transmit(into: &bytes)
      }
      if count == 0 { return }
      for index in 0..<count { board_putc(frame[index]) }
    }
  }

  /// `a <level> <password>`
  mutating func setPassword() {
    guard let level = line.number(in: 1...4) else { return ConsoleOutput.error("arguments") }
    var settings = port.outstation.settings
    let isAccepted = line.withWord { settings.setPassword($0, level: Int(level)) }
    guard isAccepted, line.isAtEnd() else {
      return ConsoleOutput.error("password")
    }
    port.outstation.change { $0 = settings } ? ConsoleOutput.ok() : ConsoleOutput.error("storage")
  }
}
