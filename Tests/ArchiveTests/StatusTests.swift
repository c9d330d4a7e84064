import Archive
import COSEM
import Testing

@testable import Instation

@Suite struct StatusTests {
  private func read(
    _ archive: MeterArchive, _ name: String, at: Int64, newest: Int64?, schedule: String = "half-hourly"
  ) throws {
    let read = try archive.begin(
      target: "tcp:\(name):4059", driver: "generic-cosem", wanted: "w", name: name, schedule: schedule,
      nowSeconds: at)
    guard let newest else { return try read.fail("no answer", facts: SessionFacts(), nowSeconds: at + 5) }
    var identity = MeterIdentity()
    identity.serial = "serial of \(name)"
    try read.identify(identity, nowSeconds: at)
    try read.keep(
      ProfileReading(
        description: ProfileDescription(
          name: OBIS(1, 0, 99, 1, 0),
          columns: [
            ProfileColumn(classID: 8, name: OBIS(0, 0, 1, 0, 0), attribute: 2),
            ProfileColumn(classID: 3, name: OBIS(1, 0, 1, 29, 0), attribute: 2),
          ], scales: [nil, nil], periodSeconds: 1800, entries: nil, clockColumn: 0),
        rows: [ProfileRow(startSeconds: newest, cells: [1], doubts: [])], findings: ProfileFindings()))
    var reading = MeterReading()
    reading.identity = identity
    try read.finish(reading, nowSeconds: at + 5)
  }

  @Test func states() throws {
    let archive = try MeterArchive(path: ":memory:")
    let day: Int64 = 86_400
    try read(archive, "good", at: 10 * day, newest: 10 * day - 1800, schedule: "daily")
    try read(archive, "failing", at: 9 * day, newest: 10 * day - 3600)
    for round in 0..<3 { try read(archive, "failing", at: 10 * day + Int64(round), newest: nil) }
    try read(archive, "stale", at: 8 * day, newest: 8 * day)
    try read(archive, "dead", at: 10 * day, newest: nil)
    let status = Dictionary(uniqueKeysWithValues: try archive.status().map { ($0.name, $0) })
    func state(_ name: String) -> String? { status[name]?.state(now: 10 * day + 60, staleSeconds: 5400) }
    #expect(state("good") == "ok")
    #expect(state("failing") == "failing")
    #expect(state("stale") == "stale")
    #expect(state("dead") == "failing")
    #expect(status["failing"]?.failures == 3)
    #expect(status["failing"]?.message == "no answer")
    #expect(status["failing"]?.lastComplete == 9 * day)
    #expect(status["good"]?.lastDaily == 10 * day)
    #expect(status["good"]?.newestEndSeconds == 10 * day)
    #expect(status["good"]?.meter == "serial of good")
    #expect(MeterStatus(name: "new", target: "t").state(now: 0, staleSeconds: 1) == "never")
  }
}
