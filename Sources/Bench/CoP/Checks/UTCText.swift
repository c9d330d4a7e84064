import COSEM

/// Times of results.
enum UTCText {
  /// `2026-02-01T10:00:00Z`.
  static func of(_ seconds: Int64) -> String {
    let time = COSEMDateTime(utcSeconds: seconds)
    func two(_ value: UInt8) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return
      "\(time.year)-\(two(time.month))-\(two(time.day))T\(two(time.hour)):\(two(time.minute)):\(two(time.second))Z"
  }
}
