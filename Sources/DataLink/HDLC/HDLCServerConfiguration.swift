/// Set-up of an HDLC server.
public struct HDLCServerConfiguration: Equatable, Sendable, BitwiseCopyable {
  /// Physical address; answered in two- and four-octet addresses.
  public var physicalAddress: UInt16
  /// Logical devices 1 up to this one exist.
  public var logicalDevices: UInt16
  /// The most that is offered to a client.
  public var limits: HDLCParameters
  /// A link without a frame for this long is closed, in nanoseconds; 0 for never.
  public var inactivityNanoseconds: Int64
  /// A frame whose octets pause this long is given up, in nanoseconds.
  public var interOctetNanoseconds: Int64

  /// Creates a set-up; time-outs 120 s and 200 ms.
  public init(
    physicalAddress: UInt16 = 1, logicalDevices: UInt16 = 1, limits: HDLCParameters,
    inactivityNanoseconds: Int64 = 120_000_000_000, interOctetNanoseconds: Int64 = 200_000_000
  ) {
    self.physicalAddress = physicalAddress
    self.logicalDevices = logicalDevices
    self.limits = limits
    self.inactivityNanoseconds = inactivityNanoseconds
    self.interOctetNanoseconds = interOctetNanoseconds
  }
}
