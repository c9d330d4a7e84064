import DataLink
import HAL
import LinuxHAL

/// A serial port, an optical head or an RS-485 pair.
///
/// Opening locks the port: two readers never share it. Every octet sent is drained before time goes on, so
/// that an answer's time-out begins when the request has left.
public final class SerialPortLine<Port: SerialPort & ~Copyable>: MeterLine {
  private struct Holder: ~Copyable { var port: Port }

  private var holder: Holder?
  private let rules: SerialRules
  private let clock = LinuxMonotonicClock()
  private var baud: UInt32
  private var characters: LineCharacters
  /// Characters that came with wrong parity (software parity only).
  public var parityErrors: Int { characters.parityErrors }

  /// Uses an open port.
  public init(
    _ port: consuming Port, baud: UInt32, isEightBit: Bool, rules: SerialRules
  ) throws(LineError) {
    self.rules = rules
    characters = LineCharacters(rules, isEightBit: isEightBit)
    self.baud = baud
    do throws(SerialPortError) {
      try port.discardInput()
      holder = Holder(port: port)
    } catch { throw .serial(error) }
  }

  public var nowNanoseconds: Int64 { clock.nowNanoseconds() }

  public func send(_ octets: [UInt8]) throws(LineError) {
    guard holder != nil else { throw .closed }
    let line = characters.encoded(octets)
    do throws(SerialPortError) {
      let patience = 2_000_000_000 + Int64(line.count) * 20_000_000_000 / Int64(max(baud, 50))
      try holder!.port.write(line.span.bytes, timeoutNanoseconds: patience)
      try holder!.port.drain()
    } catch { throw .serial(error) }
    characters.sent(octets, now: nowNanoseconds)
  }

  public func receive(into octets: inout [UInt8], until deadline: Int64) throws(LineError) {
    guard holder != nil else { throw .closed }
    repeat {
      var buffer = InlineArray<2048, UInt8>(repeating: 0)
      var count = 0
      do throws(SerialPortError) {
        var span = buffer.mutableSpan
        var bytes = span.mutableBytes
        count = try holder!.port.read(
          into: &bytes, timeoutNanoseconds: max(deadline - nowNanoseconds, 0))
      } catch { throw .serial(error) }
      octets.removeAll(keepingCapacity: true)
      characters.decode(buffer.span.bytes.extracting(0..<count), now: nowNanoseconds, into: &octets)
    } while octets.isEmpty && nowNanoseconds < deadline
    if octets.isEmpty { characters.expire(now: nowNanoseconds, into: &octets) }
  }

  public func changeSpeed(baud: UInt32, isEightBit: Bool) throws(LineError) {
    guard holder != nil else { throw .closed }
    self.baud = baud
    characters.isEightBit = isEightBit
    do throws(SerialPortError) {
      try holder!.port.configure(rules.settings(baud, isEightBit))
    } catch { throw .serial(error) }
  }

  public func wait(until time: Int64) { sleepMonotonic(until: time, clock) }

  public func close() { holder = nil }
}

/// How a serial port is used.
public struct SerialRules: Equatable, Sendable {
  /// The port stays at eight bits without parity; the parity of 7E1 is made and checked here. For converters
  /// and pseudo terminals.
  public var hasSoftwareParity = false
  /// The line returns every octet sent (optical heads, two-wire lines).
  public var hasEcho = false
  /// Frame of lines that speak HDLC; 8N1 but for odd installations.
  public var eightBit = SerialSettings(baud: 9600)

  /// The usual rules.
  public init() {}

  func settings(_ baud: UInt32, _ isEightBit: Bool) -> SerialSettings {
    var settings = eightBit
    if !isEightBit && !hasSoftwareParity {
      settings = SerialSettings(baud: baud, dataBits: 7, parity: .even)
    }
    settings.baud = baud
    return settings
  }
}
