/// Baud rate and frame format of a serial port.
public struct SerialSettings: Equatable, Sendable, BitwiseCopyable {
  /// Parity of a character frame.
  public enum Parity: UInt8, Sendable, BitwiseCopyable { case none, even, odd }

  /// Bits per second.
  public var baud: UInt32
  /// Data bits, 7 or 8.
  public var dataBits: UInt8
  /// Parity bit.
  public var parity: Parity
  /// Stop bits, 1 or 2.
  public var stopBits: UInt8

  /// Creates settings; the default frame is 8N1.
  public init(baud: UInt32, dataBits: UInt8 = 8, parity: Parity = .none, stopBits: UInt8 = 1) {
    self.baud = baud
    self.dataBits = dataBits
    self.parity = parity
    self.stopBits = stopBits
  }
}
