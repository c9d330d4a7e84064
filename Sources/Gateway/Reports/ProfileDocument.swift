/// JSON form of a profile.
public struct ProfileDocument: Encodable, Sendable {
  struct Channel: Encodable, Sendable {
    var name: String
    var quantity: String
    var unit: String
    var mpan: String?
  }

  struct Row: Encodable, Sendable {
    var entry: UInt32
    var start: String
    var end: String
    var minutes: Int
    var coveredSeconds: UInt16
    var flags: [String]
    var missingBefore: Int
    var energy: [Int64]
    var register: [Int64]
    var pulses: [UInt32]

    enum CodingKeys: String, CodingKey {
      case entry, start, end, minutes, flags, pulses
      case coveredSeconds = "covered_seconds"
      case missingBefore = "missing_before"
      case energy = "energy_microwatt_hours"
      case register = "register_microwatt_hours"
    }
  }

  /// Which end of a period readers should quote; both are given.
  var stamp: String
  var channels: [Channel]
  var rows: [Row]
}
