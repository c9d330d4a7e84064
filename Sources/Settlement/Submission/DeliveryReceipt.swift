/// What was delivered where and when; one JSON line of the receipts file.
public struct DeliveryReceipt: Codable, Equatable, Sendable {
  /// File name.
  public var file: String
  /// Size.
  public var bytes: Int
  /// Folder, or the address without user information.
  public var target: String
  /// UTC.
  public var deliveredAt: String
}
