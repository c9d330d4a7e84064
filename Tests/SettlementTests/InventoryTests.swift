import Foundation
import Testing

@testable import Settlement

@Suite struct InventoryTests {
  static let mpan = MPAN("2278686232789")!

  static var inventory: UMSInventory {
    var envelope = FlowFileTests.envelope
    envelope.fromRole = "R"
    envelope.fromParticipant = "UMSO"
    return UMSInventory(
      envelope: envelope,
      entries: [
        UMSInventory.Entry(
          mpan: mpan, sequence: 7, effectiveFrom: FlowDate("20260105")!,
          subMeters: [
            UMSInventory.SubMeter(
              id: "EVCP001", isCMS: true,
              items: [
                .init(
                  unitReference: "CP0000000001", switchRegime: "999", chargeCode: "4201050000100", count: 1)
              ]),
            UMSInventory.SubMeter(
              id: "LAMP001", isCMS: false,
              items: [.init(unitReference: nil, switchRegime: "821", chargeCode: "4200350000100", count: 12)]),
          ])
      ])
  }

  static let rules = InventoryRules(
    operators: [mpan: "UMSO"], appointedFrom: [mpan: FlowDate("20260101")!], lastSequence: [mpan: 6],
    subMeters: [mpan: ["EVCP001", "LAMP001"]], switchRegimes: ["999", "998", "821"],
    chargeCodes: ["4201050000100", "4200350000100"], invalidCombinations: ["4200350000100/998"])

  private func answer(_ text: String) throws -> UMSResponse.Answer? {
    Self.rules.answers(to: try UMSInventory(parsing: text)).first
  }

  @Test("A right inventory is accepted: reason A, no errors")
  func accepted() throws {
    let text = Self.inventory.text
    #expect(try UMSInventory(parsing: text) == Self.inventory)
    #expect(try answer(text) == UMSResponse.Answer(mpan: Self.mpan, sequence: 7, reason: .accepted))
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    var old: String
    var new: String
    var reason: String
    var code: String
    var field: String
    var testDescription: String { "\(old) → \(new): \(reason)\(code)" }
  }

  @Test(
    "One field wrong: the response code of the catalogue, for syntax and for meaning",
    arguments: [
      // Meaning.
      Wrong(old: "|UMSO|", new: "|OTHR|", reason: "B", code: "", field: ""),
      Wrong(old: "GP1|2278686232789|7|", new: "GP1|2278686232789|9|", reason: "C", code: "", field: ""),
      Wrong(old: "|20260105|", new: "|20251231|", reason: "D", code: "", field: ""),
      Wrong(old: "GP1|2278686232789|", new: "GP1|0000000000010|", reason: "B", code: "", field: ""),
      Wrong(old: "GP2|EVCP001", new: "GP2|EVCP009", reason: "F", code: "", field: ""),
      Wrong(old: "|999|", new: "|997|", reason: "G", code: "A", field: ""),
      Wrong(old: "4201050000100", new: "4201050000101", reason: "G", code: "B", field: ""),
      Wrong(old: "|821|", new: "|998|", reason: "G", code: "C", field: ""),
      // Syntax.
      Wrong(
        old: "GP1|2278686232789|7|", new: "GP1|2278686232789|0|", reason: "C", code: "",
        field: "Inventory Sequence Number"),
      Wrong(old: "|20260105|", new: "|20260231|", reason: "D", code: "", field: "Effective-from Date"),
      Wrong(old: "GP2|EVCP001", new: "GP2|EVCP-01", reason: "F", code: "", field: "UMS Sub-Meter"),
      Wrong(
        old: "GP2|EVCP001|T|", new: "GP2|EVCP001|Y|", reason: "F", code: "",
        field: "UMS Sub-Meter|CMS Indicator"),
      Wrong(old: "|999|", new: "|99|", reason: "G", code: "A", field: "Switch Regime"),
      Wrong(old: "4201050000100", new: "420105000010", reason: "G", code: "B", field: "Charge Code"),
      Wrong(old: "CP0000000001", new: "CP000000001", reason: "G", code: "D", field: "CMS Unit Reference"),
      Wrong(old: "CP0000000001", new: "CP00000 0001", reason: "G", code: "D", field: "CMS Unit Reference"),
    ])
  func responses(wrong: Wrong) throws {
    let text = Self.inventory.text.replacingOccurrences(of: wrong.old, with: wrong.new)
    #expect(text != Self.inventory.text)
    let answer = try #require(try answer(text))
    #expect(answer.reason.rawValue == wrong.reason)
    #expect(answer.errors.map(\.code.rawValue).joined() == wrong.code)
    if !wrong.field.isEmpty {
      let problem = try #require(try UMSInventory(parsing: text).problems.first)
      #expect(wrong.field.contains(problem.error.field) && problem.error.group.hasPrefix("GP"), "\(problem)")
    }
    // What is answered can be written, and read back.
    let response = UMSResponse(envelope: FlowFileTests.envelope, answers: [answer])
    #expect(try UMSResponse(parsing: response.text) == response)
  }

  @Test("An appointment that is missing is reason E; an MPAN that is none has no answer but a problem")
  func appointment() throws {
    var rules = Self.rules
    rules.appointedFrom = [MPAN(firstTwelve: 1)!: FlowDate("20200101")!]
    #expect(rules.answers(to: Self.inventory).first?.reason == .appointmentError)
    let text = Self.inventory.text.replacingOccurrences(of: "2278686232789", with: "2278686232780")
    let inventory = try UMSInventory(parsing: text)
    #expect(inventory.problems.first?.error.field == "MPAN Core")
    #expect(Self.rules.answers(to: inventory).isEmpty)
  }

  @Test("A wrong number of items has no code in the catalogue: no acceptance, a problem by hand")
  func items() throws {
    let text = Self.inventory.text.replacingOccurrences(of: "|12|", with: "|x|")
    let inventory = try UMSInventory(parsing: text)
    #expect(inventory.problems.map(\.error.field) == ["Number of Items"])
    #expect(inventory.problems[0].reason == nil)
    #expect(Self.rules.answers(to: inventory).isEmpty)
  }

  @Test("Units are the same without regard to case")
  func folding() throws {
    var inventory = Self.inventory
    var twin = inventory.entries[0].subMeters[0].items[0]
    twin.unitReference = "cp0000000001"
    inventory.entries[0].subMeters[0].items.append(twin)
    let answer = try #require(Self.rules.answers(to: inventory).first)
    #expect(answer.reason == .itemErrors && answer.errors.map(\.code) == [.invalidUnitReference])
    let found = Reconciliation(
      inventory: ["AAAAAAAAAAAA", "BBBBBBBBBBBB", "CCCCCCCCCCCC", "cccccccccccc"],
      received: [("aaaaaaaaaaaa", 5), ("BBBBBBBBBBBB", 0), ("DDDDDDDDDDDD", 1), ("CCCCCCCCCCCC", 2)])
    #expect(found.silent == ["BBBBBBBBBBBB"])
    #expect(found.unknown == ["DDDDDDDDDDDD"])
    #expect(found.duplicate == ["cccccccccccc"])
    #expect(found.matched == 1)
  }

  @Test("RP2 comes with reason G and only with it; structure errors are refused")
  func structure() throws {
    let response = UMSResponse(
      envelope: FlowFileTests.envelope,
      answers: [
        .init(mpan: Self.mpan, sequence: 1, reason: .itemErrors, errors: [.init(code: .invalidChargeCode)])
      ])
    #expect(try UMSResponse(parsing: response.text) == response)
    for (old, new) in [
      ("|G|", "|A|"), ("RP2|B", "RP2|E"), ("|1|G", "|0|G"), ("||1|", "||2|"), ("RP2|B||||", "RP2|B|99|||"),
    ] {
      let text = response.text.replacingOccurrences(of: old, with: new)
      #expect(throws: FlowError.self, "\(old) → \(new)") { try UMSResponse(parsing: text) }
    }
    let text = Self.inventory.text
    for (old, new) in [
      ("GP4|", "GP3|"), ("GP2|EVCP001|T|", "GP2|EVCP001|F|"), ("GP2|LAMP001|F|\n", ""), ("GP1", "GP9"),
      ("ZPT", "ZPX"),
    ] {
      #expect(throws: FlowError.self, "\(old) → \(new)") {
        try UMSInventory(parsing: text.replacingOccurrences(of: old, with: new))
      }
    }
  }

  @Test("Meter ids: unique without regard to case, a sub-meter belongs to one MPAN")
  func register() throws {
    let header = MeterIDRegister.header + "\n"
    let first = "VM1,CP1,1,CMSUNIT00001,evcp001,2278686232789\n"
    let register = try MeterIDRegister(parsing: header + first)
    #expect(register.text == header + first)
    #expect(register.index(meterID: "vm1") == 0 && register.index(unitReference: "cmsunit00001") == 0)
    #expect(
      register.index(chargePoint: "cp1", connector: 1) == 0
        && register.index(chargePoint: "CP1", connector: 2) == nil)
    for (line, field) in [
      ("vm1,CP2,1,CMSUNIT00002,evcp001,2278686232789", "meter_id"),
      ("VM2,cp1,1,CMSUNIT00002,evcp001,2278686232789", "connector"),
      ("VM2,CP2,1,cmsunit00001,evcp001,2278686232789", "cms_unit_reference"),
      ("VM2,CP2,1,CMSUNIT00002,evcp001,0000000000010", "mpan"),
      ("VM2,CP2,1,CMSUNIT0002,evcp001,2278686232789", "cms_unit_reference"),
      ("VM2,CP2,x,CMSUNIT00002,evcp001,2278686232789", "connector"),
      ("VM2,CP2,1,CMSUNIT00002,evcp01,2278686232789", "sub_meter"),
      ("VM2,CP2,1,CMSUNIT00002,evcp001,2278686232780", "mpan"),
      (",CP2,1,CMSUNIT00002,evcp001,2278686232789", "meter_id"),
    ] {
      do {
        _ = try MeterIDRegister(parsing: header + first + line + "\n")
        Issue.record("accepted: \(line)")
      } catch { #expect(error.field == field && error.line == 3, "\(error)") }
    }
  }
}
