import Foundation
import HAL
import LiveESME
import MeterCore
import Testing

@testable import GBCS

/// Settings that arrive as frames act in the live meter, and read back.
struct LiveSettingsTests {
  private func set(_ identifier: UInt16, _ name: LogicalName, _ index: UInt8, _ data: DLMSData) -> Access {
    Access(.set, ObjectAttribute(identifier, name, index), data: data)
  }

  private func loadLimit(_ watts: UInt32, at time: COSEMDateTime) -> [Access] {
    [
      set(9000, "0-0:94.44.0.3", 4, .boolean(0xFF)), set(9000, "0-0:94.44.128.7", 4, .uint32(watts)),
      set(9000, "0-0:94.44.128.6", 4, .uint32(300)), set(9000, "0-0:94.44.128.8", 4, .uint32(600)),
      set(9000, "0-0:94.44.0.3", 6, .dateTime(time)), set(9000, "0-0:94.44.128.7", 6, .dateTime(time)),
      set(9000, "0-0:94.44.128.6", 6, .dateTime(time)), set(9000, "0-0:94.44.128.8", 6, .dateTime(time)),
    ]
  }

  @Test("A load limit takes effect when its time comes, and cuts the supply")
  func loadLimitFutureDated() throws {
    var rig = try LiveRig()
    let when = COSEMDateTime(secondsSince2000: LiveRig.startSince2000 + 600)
    let answers = try rig.send(0x0043, loadLimit(5000, at: when), from: .supplier)
    #expect(answers.allSatisfy { $0.code == .success })
    rig.run([.primaryActiveImport: 6000], minutes: 9)
    #expect(rig.live.meter.state.supply.thresholdWatts == 0)
    rig.run([.primaryActiveImport: 6000], minutes: 2)
    #expect(rig.live.meter.state.supply.thresholdWatts == 5000)
    rig.run([.primaryActiveImport: 6000], minutes: 7)
    #expect(rig.live.meter.state.supply.state == .disabled)
    let read = try rig.send(
      0x0042,
      [
        Access(.get, ObjectAttribute(9000, "0-0:94.44.0.3", 2)),
        Access(.get, ObjectAttribute(3, "0-0:94.44.42", 2)),
        Access(.get, ObjectAttribute(3, "0-0:94.44.42", 3)),
        Access(.get, ObjectAttribute(71, "0-0:17.0.0", 4)),
        Access(.get, ObjectAttribute(71, "0-0:17.0.0", 6)),
        Access(.get, ObjectAttribute(71, "0-0:17.0.0", 7)),
      ], from: .supplier)
    #expect(
      read.map(\.data) == [
        .boolean(0xFF), .uint32(1), .structure([.int8(0), .enumeration(255)]), .uint32(5000), .uint32(300),
        .uint32(600),
      ])
  }

  @Test("A cancelled setting never comes")
  func cancelled() throws {
    var rig = try LiveRig()
    let when = COSEMDateTime(secondsSince2000: LiveRig.startSince2000 + 600)
    _ = try rig.send(0x0043, loadLimit(5000, at: when), from: .supplier)
    _ = try rig.send(0x0043, loadLimit(5000, at: .never), from: .supplier)
    rig.run([:], minutes: 20)
    #expect(rig.live.meter.state.supply.thresholdWatts == 0)
    #expect(rig.live.kept.nextActivation == nil)
  }

  @Test("Balance, debts and payment mode")
  func payment() throws {
    var rig = try LiveRig()
    let adjusted = try rig.send(
      0x001C, [Access(.action, ObjectAttribute(112, "0-0:19.10.0", 1), data: .int32(1_200_000))],
      from: .supplier)
    #expect(adjusted[0].code == .success)
    #expect(rig.live.meter.state.account.balances.meter == 1_200_000)
    let debt = "0-0:19.20.1" as LogicalName
    let second = "0-0:19.20.2" as LogicalName
    var charge = PriceMatrix()
    charge.priceScale = -1
    charge.prices = [PriceMatrix.Price(label: [], price: 3)]
    let managed = try rig.send(
      0x001E,
      [
        set(113, debt, 6, charge.data), set(113, second, 6, charge.data),
        set(113, "0-0:19.20.3", 13, .uint16(1000)), set(113, debt, 8, .uint32(86_400)),
        set(113, second, 8, .uint32(43_200)),
        Access(.action, ObjectAttribute(113, debt, 2), data: .int8(0)),
        Access(.action, ObjectAttribute(113, second, 2), data: .int8(0)),
        Access(.action, ObjectAttribute(113, "0-0:19.20.3", 4), data: .int32(50_000)),
        Access(.action, ObjectAttribute(113, debt, 4), data: .int32(30_000)),
        Access(.action, ObjectAttribute(113, second, 4), data: .int32(15_000)),
      ], from: .supplier)
    #expect(managed.allSatisfy { $0.code == .success }, "\(managed)")
    let account = rig.live.meter.state.account
    #expect(account.settings.timeDebt1PerDay == 30_000 && account.settings.timeDebt2PerDay == 60_000)
    #expect(account.settings.paymentDebtShare == 1000)
    #expect(account.balances.paymentDebt == 50_000 && account.balances.timeDebt1 == 30_000)
    let when = COSEMDateTime(secondsSince2000: LiveRig.startSince2000 + 120)
    let mode = try rig.send(
      0x001B,
      [
        set(111, "0-1:19.0.0", 2, .structure([.enumeration(2), .enumeration(1)])),
        set(9000, "0-0:94.44.128.22", 4, .int32(0)), set(111, "0-1:19.0.0", 11, .array([])),
        set(9000, "0-0:94.44.128.22", 6, .dateTime(when)), set(111, "0-1:19.0.0", 13, .dateTime(when)),
      ], from: .supplier)
    #expect(mode.allSatisfy { $0.code == .success })
    #expect(rig.live.meter.state.account.mode == .credit)
    rig.run([:], minutes: 3)
    #expect(rig.live.meter.state.account.mode == .prepayment)
    let balance = try rig.send(
      0x0069, [Access(.get, ObjectAttribute(112, "0-0:19.10.0", 2))], from: .supplier)
    #expect(balance[0].data == .int32(rig.live.meter.state.account.balances.meter))
  }

  @Test("Billing calendar, block reset, demand window, voltage, offset")
  func calendars() throws {
    var rig = try LiveRig()
    func calendar(_ date: [UInt8]) -> DLMSData {
      .array([.structure([.octetString([0, 0, 0, 0]), .octetString(date)])])
    }
    let monthly = calendar([0xFF, 0xFF, 0xFF, 1, 0xFF])
    #expect(try rig.send(0x0046, [set(22, "0-0:15.0.0", 4, monthly)], from: .supplier)[0].code == .success)
    #expect(rig.live.meter.state.billingCalendar == BillingCalendar(.monthly, day: 1))
    let read = try rig.send(0x003E, [Access(.get, ObjectAttribute(22, "0-0:15.0.0", 4))], from: .supplier)
    #expect(read[0].data == monthly)
    // The meter takes rows at midnight; noon would be another promise.
    let noon = DLMSData.array([
      .structure([.octetString([12, 0, 0, 0]), .octetString([0xFF, 0xFF, 0xFF, 1, 0xFF])])
    ])
    #expect(try rig.send(0x0046, [set(22, "0-0:15.0.0", 4, noon)], from: .supplier)[0].code == .otherReason)
    #expect(rig.live.meter.state.billingCalendar == BillingCalendar(.monthly, day: 1))
    let quarterly = DLMSData.array(
      [1, 4, 7, 10].map {
        .structure([.octetString([0, 0, 0, 0]), .octetString([0xFF, 0xFF, $0, 1, 0xFF])])
      })
    #expect(try rig.send(0x00D7, [set(22, "0-0:15.0.0", 4, quarterly)], from: .supplier)[0].code == .success)
    #expect(rig.live.meter.state.billingCalendar == BillingCalendar(.monthly, day: 1, months: 0b10_0100_1001))
    let daily = calendar([0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
    #expect(try rig.send(0x00DB, [set(22, "0-0:15.1.0", 4, daily)], from: .supplier)[0].code == .success)
    #expect(rig.live.meter.state.resetsBlockCountersDaily)
    func entry(_ number: UInt16, _ selector: UInt16, _ hour: UInt8) -> DLMSData {
      .structure([
        .uint16(number), .boolean(0xFF), .octetString([0, 0, 10, 128, 100, 255]), .uint16(selector),
        .octetString([hour, 0, 0, 0]), .uint16(0xFFFF), .bitString(count: 7, octets: [0xFE]),
        .bitString(count: 0, octets: []), .octetString([0, 0, 1, 0xFF, 0xFF]),
        .octetString([0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
      ])
    }
    let window = DLMSData.array([entry(0, 1, 17), entry(1, 2, 22)])
    let answer = try rig.send(0x004A, [set(10, "0-0:12.0.0", 2, window)], from: .networkOperator)
    #expect(answer[0].code == .success)
    #expect(rig.live.meter.state.maximumDemand.windowStartMinute == 17 * 60)
    #expect(rig.live.meter.state.maximumDemand.windowEndMinute == 22 * 60)
    #expect(
      try rig.send(0x004B, [set(1, "0-0:94.44.0.1", 2, .uint16(900))], from: .supplier)[0].code == .success)
    #expect(rig.live.meter.state.offsetLimitSeconds == 900)
    let identity = try rig.send(0x0059, [Access(.get, ObjectAttribute(1, "0-0:0.2.1", 2))], from: .supplier)
    #expect(identity[0].data == .octetString([0, 1, 0, 0]))
  }

  @Test("A standing charge that 16 bits do not hold in the finest scale is read in a coarser one, exactly")
  func standingCharge() throws {
    let rig = try LiveRig()
    for (amount, price, scale) in [
      (Int32(32_767), Int16(32_767), Int8(-5)), (53_000, 5300, -4), (1_250_000, 12_500, -3),
    ] {
      var prices = TariffPrices()
      prices.standingCharge = amount
      try rig.live.meter.setTariff(.primaryImport, prices: prices, activation: .now, at: rig.now)
      let read = try rig.live.tariff(.primaryImport).standingCharge
      #expect(read.prices.first?.price == price && read.priceScale == scale, "\(amount)")
      // Written back it is the same amount.
      try rig.live.stage(.standingCharge(read), of: .primaryImport)
      try rig.live.activate(.standingCharge, of: .primaryImport, at: .immediately)
      #expect(rig.live.meter.prices[0].standingCharge == amount)
    }
  }

  @Test("Kept settings survive coding, with what waits")
  func keptSettings() throws {
    var rig = try LiveRig()
    let label = DLMSData.visibleString(Array("Immersion heater".utf8))
    _ = try rig.send(
      0x0053,
      (11...15).map { set(1, LogicalName(0, 0, 94, 44, 0, $0), 2, label) }, from: .supplier)
    let when = COSEMDateTime(secondsSince2000: LiveRig.startSince2000 + 600)
    _ = try rig.send(0x0043, loadLimit(4000, at: when), from: .supplier)
    let coded = try JSONEncoder().encode(rig.live.kept)
    rig.live.kept = try JSONDecoder().decode(KeptSettings.self, from: coded)
    #expect(rig.live.kept.nextActivation == LiveRig.startSince2000 + 600)
    #expect(try rig.live.attribute(ObjectAttribute(1, LogicalName(0, 0, 94, 44, 0, 13), 2)) == label)
    rig.run([:], minutes: 12)
    #expect(rig.live.meter.state.supply.thresholdWatts == 4000)
  }
}
