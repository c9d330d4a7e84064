/// Signed meter data as the charge point sent it; not one byte is changed.
public struct SignedMeterValue: Equatable, Sendable {
  /// `signedMeterData` (2.0.1) or the value of a `SignedData` sample (1.6).
  public var data: String
  /// 2.0.1 only.
  public var signingMethod: String?
  /// 2.0.1 only.
  public var encodingMethod: String?
  /// 2.0.1 only; may be empty.
  public var publicKey: String?
}
