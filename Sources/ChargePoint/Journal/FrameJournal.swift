import MeterCore

/// The raw frames of all charge points, verbatim, as JSON lines: the evidence behind every reading.
public struct FrameJournal: Sendable {
  /// Which way a frame went.
  public enum Direction: String, Sendable {
    case fromChargePoint = "from_charge_point"
    case toChargePoint = "to_charge_point"
  }

  private let file: LineFile

  /// Writes to a file of lines.
  public init(file: LineFile) { self.file = file }

  /// Records one frame before anything is done with it.
  public func record(
    _ frame: [UInt8], _ direction: Direction, chargePoint: String, version: OCPPVersion?, at instant: Instant
  ) throws(LineFile.Failure) {
    // JSON strings hold text only: what is no UTF-8 is kept as hexadecimal digits.
    let isText = String(validating: frame, as: UTF8.self) != nil
    let content: JSONValue =
      .string(isText ? String(decoding: frame, as: UTF8.self) : frame.map(FrameJournal.hexadecimal).joined())
    try file.append(
      JSONValue.members(
        ("time", .string(RFC3339.text(instant))), ("charge_point", .string(chargePoint)),
        ("direction", .string(direction.rawValue)), ("protocol", version.map { .string($0.rawValue) }),
        (isText ? "frame" : "frame_hex", content)
      ).json)
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
