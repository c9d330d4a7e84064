import COSEM
import Outstation

/// A small meter with every kind of register and a profile, made anew for every execution.
struct FuzzedMeter: OutstationMeter {
  static let password = Array("level3".utf8)
  static let key = InlineArray<16, UInt8> { UInt8($0) }

  var isSealBroken = false
  private var shown: UInt32 = 0
  private var seconds: Int64 = 1_769_941_051

  var identity: OutstationIdentity {
    OutstationIdentity(
      logicalDevice: "FUZZ", serial: "1", manufacturer: "M", outstation: "1", metrologyFirmware: "1",
      applicationFirmware: "1", communicationsFirmware: "1")
  }

  var registerCount: Int { 4 }

  func register(at index: Int) -> RegisterDescription {
    let kind: RegisterKind = index == 0 ? .register : index == 1 ? .extended : index == 2 ? .demand : .data
    return RegisterDescription(
      name: OBIS(1, 0, UInt8(index + 1), 8, 0), kind: kind, type: index == 1 ? .int64 : .uint32, scaler: -3,
      unit: 30, isScalerDenied: index == 3)
  }

  mutating func registerValue(at index: Int, now: Int64) -> RegisterValue? {
    index == 3 ? nil : RegisterValue(Int64(index) &* 0x1234_5678)
  }

  var profileCount: Int { 2 }

  func profile(at index: Int) -> ProfileDescription {
    ProfileDescription(
      name: OBIS(1, 0, 99, UInt8(index + 1), 0), periodSeconds: index == 0 ? 1800 : 0, capacity: 20,
      columnCount: 4)
  }

  func column(_ column: Int, of profile: Int) -> ColumnDescription {
    column == 0
      ? ColumnDescription(
        source: AttributeDescriptor(classID: 8, name: OBIS(0, 0, 1, 0, 0), attribute: 2), type: .dateTime)
      : ColumnDescription(
        source: AttributeDescriptor(classID: 3, name: OBIS(1, 0, UInt8(column), 8, 0), attribute: 2),
        type: column == 1 ? .uint8 : column == 2 ? .uint64 : .int32)
  }

  mutating func rowIDs(of profile: Int) -> Range<UInt32> { 7..<24 }

  mutating func loadRow(_ id: UInt32, of profile: Int) -> Bool {
    shown = id
    // One row is damaged.
    return id != 13
  }

  func cell(_ column: Int) -> Int64 {
    column == 0 ? 1_769_900_000 + Int64(shown) * 1800 : Int64(shown) &* 0x0102_0304_0506_0708
  }

  mutating func time(now: Int64) -> OutstationTime { OutstationTime(seconds: seconds) }

  mutating func setTime(seconds: Int64, hundredths: UInt8, now: Int64) -> AccessResult {
    self.seconds = seconds
    return .success
  }

  mutating func setPeriod(seconds: UInt32, of profile: Int, now: Int64) -> AccessResult { .success }
  mutating func resetDemand(now: Int64) -> AccessResult { .success }
  mutating func presentFlags(now: Int64) -> UInt16 { 0 }
  mutating func log(_ event: AccessEvent, now: Int64) {}
}
