import MeterCore

/// One message as it left a charge point: the frame, and what is in it.
public struct Transmission: Equatable, Sendable {
  /// When it was delivered: milliseconds UTC.
  public var deliveredAt: Int64
  /// Identity of the charge point and connector.
  public var chargePoint: String
  public var connector: Int
  /// The frame, verbatim.
  public var frame: String
  /// The reading in it.
  public var reading: RegisterReading

  /// Creates a transmission.
  public init(
    deliveredAt: Int64, chargePoint: String, connector: Int, frame: String, reading: RegisterReading
  ) {
    self.deliveredAt = deliveredAt
    self.chargePoint = chargePoint
    self.connector = connector
    self.frame = frame
    self.reading = reading
  }
}
