import COSEM
import Outstation

/// What a simulated meter holds, for comparing with what a reader read.
public struct SimulationTruth: Encodable, Sendable {
  public struct Column: Encodable, Sendable {
    public var `class`: Int
    public var obis: String
    public var attribute: Int
    public var type: String
  }
  public struct Profile: Encodable, Sendable {
    public var obis: String
    public var period: UInt32
    public var columns: [Column]
    /// Oldest first; cell 0 is UTC seconds.
    public var rows: [[Int64]]
  }
  public struct Register: Encodable, Sendable {
    public var obis: String
    public var `class`: Int
    public var value: Int64
    public var last: Int64
    public var scaler: Int
    public var unit: Int
    public var scalerDenied: Bool
    public var captured: Int64
  }
  public var serial: String
  public var logicalDevice: String
  public var registers: [Register]
  public var profiles: [Profile]

  /// The truth about `meter`.
  public init(_ meter: borrowing SimulatedMeter) {
    serial = Self.text(meter.identity.serial)
    logicalDevice = Self.text(meter.identity.logicalDevice)
    registers = meter.registers.map {
      Register(
        obis: Self.text($0.description.name), class: Int($0.description.kind.classID), value: $0.value.value,
        last: $0.value.last, scaler: Int($0.description.scaler), unit: Int($0.description.unit),
        scalerDenied: $0.description.isScalerDenied, captured: $0.value.capturedSeconds)
    }
    profiles = meter.profiles.map { profile in
      let width = profile.columns.count
      return Profile(
        obis: Self.text(profile.description.name), period: profile.description.periodSeconds,
        columns: profile.columns.map {
          Column(
            class: Int($0.source.classID), obis: Self.text($0.source.name),
            attribute: Int($0.source.attribute), type: "\($0.type)")
        }, rows: (0..<profile.rowCount).map { Array(profile.cells[($0 * width)..<(($0 + 1) * width)]) })
    }
  }

  private static func text(_ text: ShortText) -> String {
    String(decoding: (0..<Int(text.count)).map { text.characters[$0] }, as: UTF8.self)
  }

  private static func text(_ name: OBIS) -> String { (0..<6).map { String(name[$0]) }.joined(separator: ".") }
}
