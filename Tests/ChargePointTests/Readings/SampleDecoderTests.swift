import MeterCore
import Testing

@testable import ChargePoint

@Suite struct SampleDecoderTests {
  private func metered(_ version: OCPPVersion, _ sampled: String) throws -> MeteringDialogue.Metered {
    var dialogue = MeteringDialogue(chargePoint: "CP1", version: version)
    let payload = try JSONValue(
      json:
        "{\"connectorId\":1,\"evseId\":1,\"meterValue\":[{\"timestamp\":\"2026-01-05T10:30:00Z\",\"sampledValue\":[\(sampled)]}]}"
        .utf8)
    return try dialogue.called(
      id: "1", action: "MeterValues", payload: payload, receivedAt: Instant(seconds: 1_767_609_001))
  }

  @Test(arguments: OCPPVersion.allCases) func aBareValueGetsEveryDefault(_ version: OCPPVersion) throws {
    let sample = try #require(
      try metered(version, version == .v16 ? #"{"value":"4600"}"# : #"{"value":4600}"#).samples.first)
    #expect(sample.measurand == "Energy.Active.Import.Register")
    #expect(sample.context == "Sample.Periodic")
    #expect(sample.location == "Outlet")
    #expect(sample.unit == "Wh")
    #expect(sample.phase == nil)
    #expect(sample.energy == Energy(microwattHours: 4_600_000_000))
    #expect(sample.isExact)
    #expect(sample.connector == 1)
    #expect(sample.instant == Instant(seconds: 1_767_609_000))
    #expect(sample.receivedAt == Instant(seconds: 1_767_609_001))
  }

  @Test(arguments: [
    (OCPPVersion.v16, #"{"value":"4.6","unit":"kWh"}"#, 4_600_000_000),
    (.v16, #"{"value":"4600.000001","unit":"Wh"}"#, 4_600_000_001),
    // Charge points that mix the versions up: number in 1.6, string in 2.0.1.
    (.v16, #"{"value":4600.5}"#, 4_600_500_000), (.v201, #"{"value":"4600.5"}"#, 4_600_500_000),
    (.v201, #"{"value":46,"unitOfMeasure":{"unit":"Wh","multiplier":2}}"#, 4_600_000_000),
    (.v201, #"{"value":4600000,"unitOfMeasure":{"multiplier":-3}}"#, 4_600_000_000),
    (.v201, #"{"value":4.6,"unitOfMeasure":{"unit":"kWh"}}"#, 4_600_000_000),
    (.v201, #"{"value":4.6E3}"#, 4_600_000_000),
    (.v16, #"{"value":"1.5","measurand":"Energy.Reactive.Import.Register","unit":"kvarh"}"#, 1_500_000_000),
    (.v16, #"{"value":"1.5","measurand":"Energy.Reactive.Import.Register"}"#, 1_500_000),
    (.v16, #"{"value":"-5"}"#, -5_000_000), (.v16, #"{"value":"0"}"#, 0),
  ])
  func unitsAndMultipliersAreExact(_ version: OCPPVersion, _ sampled: String, _ expected: Int64) throws {
    let metered = try metered(version, sampled)
    #expect(metered.samples.first?.energy?.microwattHours == expected)
    #expect(metered.samples.first?.isExact == true)
    #expect(metered.events.isEmpty)
  }

  @Test func aValueFinerThanAMicrowattHourIsCutAndSaysSo() throws {
    let sample = try #require(try metered(.v201, #"{"value":1.00000099}"#).samples.first)
    #expect(sample.energy?.microwattHours == 1_000_000)
    #expect(!sample.isExact)
    #expect(sample.text == "1.00000099")
  }

  @Test func signedValuesAreKeptVerbatim() throws {
    let old = try #require(
      try metered(.v16, #"{"value":"OCMF|{\"FV\":\"1.0\"}|{\"SD\":\"304\u00e4\"}","format":"SignedData"}"#)
        .samples.first)
    #expect(old.signed?.data == #"OCMF|{"FV":"1.0"}|{"SD":"304ä"}"#)
    #expect(old.energy == nil)
    let new = try #require(
      try metered(
        .v201,
        #"{"value":12.5,"signedMeterValue":{"signedMeterData":"AbC=","signingMethod":"ECDSA","encodingMethod":"OCMF","publicKey":""}}"#
      ).samples.first)
    #expect(
      new.signed
        == SignedMeterValue(data: "AbC=", signingMethod: "ECDSA", encodingMethod: "OCMF", publicKey: ""))
    #expect(new.energy?.microwattHours == 12_500_000)
  }

  @Test(arguments: [
    #"{"value":"12,5"}"#, #"{"value":"abc"}"#, #"{"value":"1","unit":"W"}"#, #"{"value":"99999999999999"}"#,
    #"{"unit":"Wh"}"#, #"{"value":null}"#,
  ])
  func whatIsNoEnergyIsRefusedByNameAndTheRestIsKept(_ sampled: String) throws {
    let metered = try metered(.v16, sampled + #",{"value":"7"}"#)
    #expect(metered.samples.last?.energy?.microwattHours == 7_000_000)
    #expect(metered.samples.dropLast().allSatisfy { $0.energy == nil })
    #expect(metered.events.count == 1)
    #expect(metered.events.first?.kind == .sampleRefused)
  }

  @Test func phasesLocationsAndContextsAreKept() throws {
    let sample = try #require(
      try metered(.v16, #"{"value":"1","phase":"L1-N","location":"Inlet","context":"Sample.Clock"}"#).samples
        .first)
    #expect(sample.phase == "L1-N")
    #expect(sample.location == "Inlet")
    #expect(sample.context == "Sample.Clock")
  }

  @Test func powerIsMilliwatts() throws {
    let sample = try #require(
      try metered(.v201, #"{"value":7.36,"measurand":"Power.Active.Import","unitOfMeasure":{"unit":"kW"}}"#)
        .samples.first)
    #expect(sample.power == Power(milliwatts: 7_360_000))
    #expect(sample.energy == nil)
  }

  @Test func intervalEnergyIsNoRegister() {
    #expect(Measurand.isInterval("Energy.Active.Import.Interval"))
    #expect(!Measurand.isRegister("Energy.Active.Import.Interval"))
    #expect(Measurand.isRegister("Energy.Reactive.Export.Register"))
    #expect(Measurand.powerOfTenToMicro(energyUnit: "mWh") == nil)
    #expect(Measurand.powerOfTenToMicro(energyUnit: "MWh") == 12)
  }
}
