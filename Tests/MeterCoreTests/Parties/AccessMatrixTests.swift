import Foundation
import HAL
import MockHAL
import Testing

@testable import MeterCore

/// Every cell of the access matrix, against a fixture that was made from the published table and not from the code.
@Suite struct AccessMatrixTests {
  struct Cell: Sendable, CustomTestStringConvertible {
    var reference: String
    var isTwin: Bool
    var party: Party
    var right: String
    var testDescription: String { "\(reference)\(isTwin ? " twin" : "") \(party): \(right)" }
  }

  static let cells: [Cell] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("access-matrix.csv")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    let lines = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    return lines.dropFirst().flatMap { line in
      line[2...].enumerated().map { index, right in
        Cell(
          reference: line[0], isTwin: line[1] == "twin", party: Party(rawValue: UInt8(index))!, right: right)
      }
    }
  }()

  private static func identity(_ party: Party) -> UInt64 {
    0x90B3_D51F_3000_0000 + UInt64(party.rawValue) + 1
  }

  private func rig(
    _ capabilities: TwinElementCapabilities = .mp184
  ) throws -> TwinRig<PlainMemory> {
    var rig = try TwinRig(
      PlainMemory(medium: PlainMedium(TwinFixture.file)),
      clock: VirtualClock(utcSeconds: TwinFixture.start),
      configuration: TwinFixture.configuration(capabilities))
    for party in Party.allCases { rig.meter.assign(Self.identity(party), to: party, at: rig.now) }
    return rig
  }

  @Test("The fixture names every service once, and every party")
  func fixtureIsComplete() {
    #expect(Self.cells.count == PartyService.allCases.count * Party.count)
    let found = Set(Self.cells.map { "\($0.reference) \($0.isTwin)" })
    #expect(found == Set(PartyService.allCases.map { "\($0.reference) \($0.isProvisional)" }))
  }

  @Test(
    "Every cell: granted with its conditions, refused without a trace but the security log", arguments: cells)
  func cell(_ cell: Cell) throws {
    let service = try #require(
      PartyService.allCases.first { "\($0.reference)" == cell.reference && $0.isProvisional == cell.isTwin })
    var rig = try rig()
    let identity = Self.identity(cell.party)
    let isWrite = service == .setSecondaryExportTariff || service == .setSecondaryExportPrice
    func ask(_ rig: inout TwinRig<PlainMemory>, _ counter: UInt64, isSigned: Bool) -> AccessDecision {
      rig.meter.authorise(service, from: identity, counter: counter, isSigned: isSigned)
    }
    let log = rig.meter.ids(.security).upperBound
    switch cell.right {
    case "permitted", "asUnknownParty":
      #expect(ask(&rig, 1, isSigned: false) == .granted(cell.party, isProvisional: false))
    case "provisional":
      if isWrite { #expect(ask(&rig, 1, isSigned: false) == .refused(.signatureRequired)) }
      #expect(ask(&rig, 2, isSigned: isWrite) == .granted(cell.party, isProvisional: true))
      // Without the capability there is no such service.
      var published = try self.rig(.published)
      #expect(ask(&published, 1, isSigned: true) == .refused(.notSupported))
    case "signed":
      #expect(ask(&rig, 1, isSigned: false) == .refused(.signatureRequired))
      #expect(ask(&rig, 2, isSigned: true) == .granted(cell.party, isProvisional: false))
    default:
      #expect(cell.right == "refused")
      #expect(ask(&rig, 1, isSigned: false) == .refused(.notPermitted))
      #expect(ask(&rig, 2, isSigned: true) == .refused(.notPermitted))
      #expect(rig.meter.ids(.security).upperBound == log + 2)
      let entry = try rig.meter.event(log, of: .security)
      #expect(entry?.code == 0x8F30)
      #expect(rig.meter.state.parties.entries[Int(cell.party.rawValue)].counter == 0)
      return
    }
    // What was granted is not granted again, nor after a restart.
    #expect(
      ask(&rig, 2, isSigned: true)
        == (cell.right == "provisional" || cell.right == "signed"
          ? .refused(.replayed) : .granted(cell.party, isProvisional: false)))
  }

  @Test("Counters are durable before an answer, and survive leaving and coming back")
  func replay() throws {
    let medium = PlainMedium(TwinFixture.file)
    let clock = VirtualClock(utcSeconds: TwinFixture.start)
    var rig = try TwinRig(PlainMemory(medium: medium), clock: clock)
    rig.meter.assign(77, to: .secondaryExportSupplier, at: rig.now)
    func ask(_ rig: inout TwinRig<PlainMemory>, _ counter: UInt64) -> AccessDecision {
      rig.meter.authorise(.readSecondaryExportRegisters, from: 77, counter: counter, isSigned: false)
    }
    #expect(ask(&rig, 1000).isGranted)
    #expect(ask(&rig, 1000) == .refused(.replayed))
    #expect(ask(&rig, 999) == .refused(.replayed))
    rig = try TwinRig(PlainMemory(medium: medium), clock: clock)
    #expect(ask(&rig, 1000) == .refused(.replayed))
    rig.meter.assign(88, to: .secondaryExportSupplier, at: rig.now)
    #expect(ask(&rig, 2000) == .refused(.unknownOriginator))
    rig.meter.assign(77, to: .secondaryExportSupplier, at: rig.now)
    #expect(ask(&rig, 1000) == .refused(.replayed))
    #expect(ask(&rig, 1001).isGranted)
    // One company in two places has one counter.
    rig.meter.assign(77, to: .exportSupplier, at: rig.now)
    #expect(ask(&rig, 1001) == .refused(.replayed))
    #expect(rig.meter.authorise(.readExportRegisters, from: 77, counter: 1002, isSigned: false).isGranted)
    #expect(ask(&rig, 1002) == .refused(.replayed))
    #expect(
      rig.meter.authorise(.readMPANs, from: 0, counter: 1, isSigned: true) == .refused(.unknownOriginator))
  }
}
