import Archive
import COSEM
import Testing

@testable import Instation

/// What the archive keeps, once, and tells again.
@Suite struct ArchiveTests {
  private static let name = OBIS(1, 0, 99, 1, 0)

  private func description(scaler: Int8 = 0, period: Int64 = 1800) -> ProfileDescription {
    ProfileDescription(
      name: Self.name,
      columns: [
        ProfileColumn(classID: 8, name: OBIS(0, 0, 1, 0, 0), attribute: 2),
        ProfileColumn(classID: 3, name: OBIS(1, 0, 1, 29, 0), attribute: 2),
      ], scales: [nil, ScalerUnit(scaler: scaler, unit: 30)], periodSeconds: period, entries: nil,
      clockColumn: 0)
  }

  private func part(_ rows: [(Int64, Int64?)], scaler: Int8 = 0, period: Int64 = 1800) -> ProfileReading {
    ProfileReading(
      description: description(scaler: scaler, period: period),
      rows: rows.map { ProfileRow(startSeconds: $0.0, cells: [$0.1], doubts: []) },
      findings: ProfileFindings())
  }

  private func identity(_ serial: String) -> MeterIdentity {
    var identity = MeterIdentity()
    identity.serial = serial
    return identity
  }

  private func begin(_ archive: MeterArchive, serial: String = "1", now: Int64 = 0) throws -> ArchivedRead {
    let read = try archive.begin(
      target: "tcp:meter:4059", driver: "generic-cosem", wanted: "test", nowSeconds: now)
    try read.identify(identity(serial), nowSeconds: now)
    return read
  }

  @Test func readingAgainAddsNothing() throws {
    let archive = try MeterArchive(path: ":memory:")
    let rows: [(Int64, Int64?)] = (0..<48).map { ($0 * 1800, $0 * 3) }
    for round in 0..<3 {
      let read = try begin(archive)
      try read.keep(part(rows))
      #expect(read.counts.new == (round == 0 ? 48 : 0))
      #expect(read.counts.same == (round == 0 ? 0 : 48))
    }
    let channel = try #require(try archive.channels(of: archive.meters()[0].id).first)
    let kept = try archive.intervals(of: channel.id, in: Int64.min...Int64.max)
    #expect(kept.map(\.startSeconds) == rows.map(\.0))
    #expect(kept.map(\.value) == rows.map { $0.1! })
  }

  /// The order of the parts, and how often each comes, does not matter.
  @Test(arguments: 0..<20) func anyOrder(seed: Int) throws {
    let archive = try MeterArchive(path: ":memory:")
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var expected: [Int64: Int64] = [:]
    for _ in 0..<30 {
      let first = below(200)
      let rows: [(Int64, Int64?)] = (0..<(1 + below(30))).map {
        (Int64(first + $0) * 1800, Int64(first + $0) * 7)
      }
      try begin(archive).keep(part(rows))
      for row in rows { expected[row.0] = row.1 }
    }
    let channel = try #require(try archive.channels(of: archive.meters()[0].id).first)
    let kept = try archive.intervals(of: channel.id, in: Int64.min...Int64.max)
    #expect(
      Dictionary(uniqueKeysWithValues: kept.map { ($0.startSeconds, $0.value) }) == expected, "seed \(seed)")
    let starts = expected.keys.sorted()
    let missing = zip(starts, starts.dropFirst()).reduce(Int64(0)) { $0 + ($1.1 - $1.0) / 1800 - 1 }
    let gaps = try archive.gaps(of: channel, in: Int64.min...Int64.max)
    #expect(gaps.reduce(0) { $0 + $1.periods } == missing, "seed \(seed)")
  }

  @Test func contradictionKeepsTheFirst() throws {
    let archive = try MeterArchive(path: ":memory:")
    try begin(archive).keep(part([(0, 5), (1800, 6)]))
    let again = try begin(archive)
    try again.keep(part([(0, 5), (1800, 7)]))
    #expect(again.counts.contradictory == 1)
    let channel = try #require(try archive.channels(of: archive.meters()[0].id).first)
    #expect(try archive.intervals(of: channel.id, in: 0...4000).map(\.value) == [5, 6])
    let told = try archive.contradictions(of: channel.id)
    #expect(told.count == 1 && told[0].startSeconds == 1800 && told[0].kept == 6 && told[0].came == 7)
  }

  @Test func otherScalesAndPeriodsAreOtherChannels() throws {
    let archive = try MeterArchive(path: ":memory:")
    try begin(archive).keep(part([(0, 5)]))
    try begin(archive).keep(part([(0, 50)], scaler: -1))
    try begin(archive).keep(part([(0, 2), (900, 3)], period: 900))
    let channels = try archive.channels(of: archive.meters()[0].id)
    #expect(channels.count == 3)
    #expect(try channels.map { try archive.intervals(of: $0.id, in: 0...900).count }.sorted() == [1, 1, 2])
  }

  @Test func metersAreKnownBySerial() throws {
    let archive = try MeterArchive(path: ":memory:")
    try begin(archive, serial: "A").keep(part([(0, 1)]))
    try begin(archive, serial: "B").keep(part([(0, 2)]))
    #expect(try archive.meters().map(\.name) == ["A", "B"])
  }

  @Test func everyReadIsAudited() throws {
    let archive = try MeterArchive(path: ":memory:")
    let failed = try begin(archive, now: 10)
    try failed.fail("no answer", facts: SessionFacts(), nowSeconds: 20)
    let unfinished = try archive.begin(target: "tcp:x:1", driver: "d", wanted: "w", nowSeconds: 30)
    let reads = try archive.reads(limit: 10)
    #expect(reads.map(\.outcome) == ["unfinished", "failed"])
    #expect(reads[0].id == unfinished.id)
    #expect(reads[1].message == "no answer")
  }

  @Test func nothingBeforeTheMeterIsKnown() throws {
    let archive = try MeterArchive(path: ":memory:")
    let read = try archive.begin(target: "t", driver: "d", wanted: "w", nowSeconds: 0)
    #expect(throws: ArchiveError.self) { try read.keep(part([(0, 1)])) }
  }

  @Test func pruning() throws {
    let archive = try MeterArchive(path: ":memory:")
    try begin(archive).keep(part((0..<10).map { ($0 * 1800, $0) }))
    #expect(try archive.prune(before: 4 * 1800) == 4)
    let channel = try #require(try archive.channels(of: archive.meters()[0].id).first)
    #expect(try archive.extent(of: channel.id)?.first == 4 * 1800)
  }
}
