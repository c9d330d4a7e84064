import Foundation
import Testing

@testable import Settlement

@Suite struct ControlFileTests {
  static let sample = """
    Hevcp00120260105001
    CP00000000010000019994201050000100
    CP00000000020000019994201050000100
    T000004

    """

  @Test("The sample of the layout, read and written back byte for byte")
  func sample() throws {
    let file = try CMSControlFile(parsing: Self.sample)
    #expect(file.subMeter == "evcp001" && file.version == 1 && file.items.count == 2)
    #expect(
      file.items[1]
        == .init(unitReference: "CP0000000002", count: 1, switchRegime: "999", chargeCode: "4201050000100"))
    #expect(try file.text() == Self.sample)
    #expect(try CMSControlFile(parsing: Self.sample.replacingOccurrences(of: "\n", with: "\r\n")) == file)
    #expect(file.fileName(inventoryDate: FlowDate("20260105")!) == "controlevcp00120260105.log")
    #expect(CMSControlFile.parts(ofFileName: "controlevcp00120260105.log")?.subMeter == "evcp001")
    #expect(CMSControlFile.parts(ofFileName: "controlEVCP00120260105.log") == nil)
  }

  @Test(
    "One field wrong is refused with its name",
    arguments: [
      ("Hevcp001", "Hevcp0_1", "header", "Sub-Meter ID"), ("Hevcp001", "HEVCP001", "header", "Sub-Meter ID"),
      ("20260105", "20260135", "header", "Effective-from Date"), ("001\n", "0x1\n", "header", "Version"),
      ("Hevcp", "Xevcp", "header", ""), ("105001\n", "1050011\n", "header", ""),
      ("CP0000000001", "CP00000 0001", "body", "CMS Unit Reference"),
      ("0001000001", "000100000x", "body", "Number of items"),
      ("999", "997", "body", "Switch Regime"), ("4201050000100", "42010500001-0", "body", "Charge Code"),
      ("4201050000100", "420105000010", "body", ""),
      ("CP0000000002", "cp0000000001", "body", "CMS Unit Reference"),
      ("T000004", "T000003", "trailer", "Total number of lines"), ("T000004", "T00004", "trailer", ""),
      ("T000004\n", "", "trailer", ""),
    ] as [(String, String, String, String)])
  func refused(old: String, new: String, group: String, field: String) {
    let text = Self.sample.replacingOccurrences(of: old, with: new)
    #expect(text != Self.sample)
    do {
      _ = try CMSControlFile(parsing: text)
      Issue.record("accepted: \(new)")
    } catch { #expect(error.group == group && error.field == field, "\(error)") }
  }
}
