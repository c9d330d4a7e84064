/// The header of the COSEM TCP wrapper: version, source and destination wrapper port, length; 16 bits each.
public struct WrapperHeader: Equatable, Sendable, BitwiseCopyable {
  /// Octets of the header.
  public static var octetCount: Int { 8 }

  /// Sender's wrapper port (a client's access point, a server's logical device).
  public var source: UInt16
  /// Receiver's wrapper port.
  public var destination: UInt16
  /// Octets of the message that follows.
  public var length: UInt16

  /// Creates a header.
  public init(source: UInt16, destination: UInt16, length: UInt16) {
    self.source = source
    self.destination = destination
    self.length = length
  }

  /// Reads a header; nil where the version is not 1 (this is no wrapper stream: close the connection).
  init?(_ octets: RawSpan) {
    func word(_ offset: Int) -> UInt16 {
      UInt16(octets.octet(at: offset)) << 8 | UInt16(octets.octet(at: offset + 1))
    }
    guard octets.byteCount >= 8, word(0) == 1 else { return nil }
    self.init(source: word(2), destination: word(4), length: word(6))
  }

  /// Writes the header into the front of `octets`.
  func write(to octets: inout MutableRawSpan) {
    var position = 0
    put(1, to: &octets, at: &position)
    put(source, to: &octets, at: &position)
    put(destination, to: &octets, at: &position)
    put(length, to: &octets, at: &position)
  }

  private func put(_ word: UInt16, to octets: inout MutableRawSpan, at position: inout Int) {
    octets.put(UInt8(truncatingIfNeeded: word >> 8), at: &position)
    octets.put(UInt8(truncatingIfNeeded: word), at: &position)
  }
}
