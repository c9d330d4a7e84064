import Foundation
import Testing

@testable import Bench

@Suite struct FaultTableTests {
  private static let table = FaultTable()

  @Test("Each scenario's fault fails it, and it alone")
  func own() {
    #expect(Self.table.own.map(\.scenario.id) == (1...16).map { "S\($0)" })
    for row in Self.table.own {
      #expect(row.failedScenarios == [row.scenario.id])
      #expect(!row.failed.isEmpty && row.failed.count < row.checks, "\(row.scenario.id): \(row.failed)")
    }
  }

  @Test("Without a fault nothing fails; every fault of all charge points but a harmless one is seen")
  func common() {
    for (fault, failed) in Self.table.common {
      #expect(failed.isEmpty == ["none", "every frame comes twice"].contains(fault.name), "\(fault.name)")
    }
  }

  @Test("docs/cms-scenarios.md is what a run gives: 'meter bench cms --fault-table' makes it")
  func page() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appendingPathComponent("docs/cms-scenarios.md"), encoding: .utf8)
    #expect(page == Self.table.markdown)
  }
}
