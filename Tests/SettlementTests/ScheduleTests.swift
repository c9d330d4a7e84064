import Foundation
import Testing

@testable import Settlement

@Suite struct ScheduleTests {
  private static let mpan = MPAN("2278686232789")!
  private static let register: MeterIDRegister = {
    var register = MeterIDRegister()
    try? register.add(
      .init(
        meterID: "VM1", chargePoint: "CP1", connector: 1, unitReference: "CMSUNIT00001", subMeter: "evcp001",
        mpan: mpan))
    return register
  }()
  private static let firstDay = FlowDate("20260105")!
  private static let configuration = SettlementSchedule.Configuration(
    at: TimeOfDay("01:00")!, policy: CMSPolicy(), supplier: "SUPP", from: "MADM", toRole: "C", to: "HHDC")

  /// Virtual time, meters and a receiver.
  private final class World {
    var now: Int64
    var values: [UnitHalfHour] = []
    var received: [(name: String, text: String, at: Int64)] = []
    var reports: [ScheduleReport] = []
    var isReachable = true
    var isReadable = true
    /// Milliseconds by which the first reading lies after the first half hour's start.
    var beginsLate: Int64 = 0
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("schedule-\(UUID().uuidString)")
      .path

    init(now: Int64) { self.now = now }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A day of 48 half hours.
    func measure(_ day: FlowDate, _ wattHours: Int64, revision: Int = 1, isActual: Bool = true) {
      for period in 0..<48 as Range<Int64> {
        values.append(
          UnitHalfHour(
            meter: 0, startSeconds: day.startSeconds + period * 1800, wattHours: wattHours,
            isActual: isActual, revision: revision))
      }
    }

    func schedule() throws -> SettlementSchedule {
      try SettlementSchedule(folder: path, configuration: ScheduleTests.configuration)
    }

    func loop(until end: Int64 = .max) -> ScheduleLoop {
      ScheduleLoop(
        now: { self.now },
        sleep: {
          self.now += $0
          if self.now >= end { throw CancellationError() }
        },
        input: {
          if !self.isReadable { throw PolicyError(reason: "no input") }
          return .init(
            register: ScheduleTests.register, halfHours: self.values,
            firstMilliseconds: self.values.map(\.startSeconds).min().map { $0 * 1000 + self.beginsLate })
        },
        deliver: { data, name throws(DeliveryError) in
          if !self.isReachable { throw DeliveryError(reason: "unreachable") }
          self.received.append((name, String(decoding: data, as: UTF8.self), self.now))
          return DeliveryReceipt(
            file: name, bytes: data.count, target: "t", deliveredAt: UTCStamp.iso(self.now))
        }, report: { self.reports.append($0) })
    }

    /// What the receiver has in the end: the last value of each date.
    var book: [String: Int64] {
      get throws {
        var book: [String: Int64] = [:]
        for file in received {
          for set in try AdvanceFlow(.d0379, parsing: file.text).sets {
            for day in set.days { book[day.date.description] = day.wattHours }
          }
        }
        return book
      }
    }
  }

  @Test("Times of day: read strictly, the newest at or before now")
  func times() {
    #expect(TimeOfDay("01:00")?.seconds == 3600 && TimeOfDay("23:59")?.description == "23:59")
    for wrong in ["24:00", "1:00", "01:60", "0100", "", "01:00:00", "-1:00", "٠١:٠٠"] {
      #expect(TimeOfDay(wrong) == nil, "\(wrong)")
    }
    let at = TimeOfDay("01:00")!
    let day = Self.firstDay.startSeconds
    #expect(at.latest(before: day + 3600) == day + 3600)
    #expect(at.latest(before: day + 3599) == day + 3600 - 86_400)
  }

  @Test("Every day at its time: the finished day once, the unfinished never; nothing between")
  func daily() async throws {
    let day = Self.firstDay
    let world = World(now: day.startSeconds + 12 * 3600)
    for offset in 0..<6 { world.measure(FlowDate(days: day.days + offset), Int64(100 + offset)) }
    var schedule = try world.schedule()
    try? await world.loop(until: day.startSeconds + 4 * 86_400 + 12 * 3600).run(&schedule)
    #expect(world.received.map(\.at) == (1...4).map { day.startSeconds + Int64($0) * 86_400 + 3600 })
    #expect(
      try world.book == [
        "20260105": 4800, "20260106": 4848, "20260107": 4896, "20260108": 4944,
      ])
    #expect(Set(world.received.map(\.name)).count == 4)
  }

  @Test("An outage of days is made up for by one file; a receiver out of reach gets all of it in order")
  func catchUp() async throws {
    let day = Self.firstDay
    let world = World(now: day.startSeconds + 86_400 + 7200)
    for offset in 0..<9 { world.measure(FlowDate(days: day.days + offset), 100) }
    var schedule = try world.schedule()
    #expect(world.loop().work(&schedule))
    // Nothing runs for three days.
    world.now += 3 * 86_400
    schedule = try world.schedule()
    #expect(world.loop().work(&schedule))
    #expect(world.received.count == 2)
    #expect(try world.book.keys.sorted() == ["20260105", "20260106", "20260107", "20260108"])
    // The receiver is away for two days: the files wait.
    world.isReachable = false
    try? await world.loop(until: world.now + 2 * 86_400).run(&schedule)
    #expect(try schedule.waiting.count == 2)
    #expect(world.received.count == 2)
    world.isReachable = true
    schedule = try world.schedule()
    try? await world.loop(until: world.now + 600).run(&schedule)
    #expect(try schedule.waiting.isEmpty)
    #expect(world.received.map(\.name) == world.received.map(\.name).sorted())
    #expect(try world.book.count == 6)
    let receipts = try String(contentsOfFile: world.path + "/receipts.jsonl", encoding: .utf8)
    #expect(receipts.split(separator: "\n").count == world.received.count)
    let sent = try FileManager.default.contentsOfDirectory(atPath: world.path + "/sent")
    #expect(sent.sorted() == world.received.map(\.name))
  }

  @Test("A revised day goes again with the next version, alone; past the cut-off it is reported and not sent")
  func revision() throws {
    let day = Self.firstDay
    let world = World(now: day.startSeconds + 2 * 86_400 + 7200)
    world.measure(day, 100, isActual: false)
    world.measure(FlowDate(days: day.days + 1), 100)
    var schedule = try world.schedule()
    #expect(world.loop().work(&schedule))
    world.measure(day, 120, revision: 2)
    // The same scheduled time is not worked off twice.
    #expect(world.loop().work(&schedule) && world.received.count == 1)
    world.now += 86_400
    world.reports = []
    #expect(world.loop().work(&schedule) && world.received.count == 2)
    #expect(
      world.reports.contains(.included(mpan: Self.mpan, date: day, version: 2, missing: 0)))
    let second = try AdvanceFlow(.d0379, parsing: world.received[1].text)
    #expect(second.sets.flatMap(\.days).map(\.date).contains(day))
    #expect(!second.sets.flatMap(\.days).map(\.date).contains(FlowDate(days: day.days + 1)))
    world.measure(day, 130, revision: 3)
    world.now = day.startSeconds + 16 * 86_400 + 7200
    world.reports = []
    #expect(world.loop().work(&schedule))
    #expect(world.reports.contains(.tooLate(mpan: Self.mpan, date: day, days: 2)))
    #expect(try world.book[day.description] == 120 * 48)
  }

  @Test("A log that was cut does not replace a sent day by what is left of it", arguments: [1, 20, 48])
  func cutLog(kept: Int) throws {
    let day = Self.firstDay
    let world = World(now: day.startSeconds + 2 * 86_400 + 7200)
    world.measure(day, 100)
    world.measure(FlowDate(days: day.days + 1), 100)
    var schedule = try world.schedule()
    #expect(world.loop().work(&schedule))
    // The last half hours of the first day are left; of all 48 the first is a part.
    world.values.removeFirst(48 - kept)
    world.values[0].wattHours = 7
    world.values[0].isActual = false
    world.beginsLate = 1
    world.now += 86_400
    world.measure(FlowDate(days: day.days + 2), 100)
    #expect(world.loop().work(&schedule))
    #expect(try world.book[day.description] == 4800)
    #expect(try world.book.count == 3)
    #expect(
      world.reports.contains {
        if case .leftOut(let what) = $0 { what.contains("2026-01-05 as revised") } else { false }
      })
  }

  @Test("An input that cannot be read loses no day: it is tried again")
  func unreadable() throws {
    let world = World(now: Self.firstDay.startSeconds + 86_400 + 7200)
    world.measure(Self.firstDay, 100)
    world.isReadable = false
    var schedule = try world.schedule()
    #expect(!world.loop().work(&schedule))
    #expect(schedule.due(at: world.now) != nil)
    world.isReadable = true
    #expect(world.loop().work(&schedule) && world.received.count == 1)
  }

  @Test("Whatever file a crash leaves behind: every version of a day is in exactly one file")
  func crash() throws {
    let day = Self.firstDay
    // The steps of one run: lines, file, ledger, lines removed; a crash after each.
    for step in 0...4 {
      let world = World(now: day.startSeconds + 86_400 + 7200)
      world.measure(day, 100)
      var schedule = try world.schedule()
      world.isReachable = false
      _ = world.loop().work(&schedule)
      let outbox = world.path + "/outbox/"
      let name = try #require(try schedule.waiting.first)
      let ledger = try Data(contentsOf: URL(fileURLWithPath: world.path + "/ledger.csv"))
      // Back to what the disk held after `step`; the state was not written yet.
      try? FileManager.default.removeItem(atPath: world.path + "/state.json")
      try Data(#"{"lastFile":1,"workedOff":0}"#.utf8).write(
        to: URL(fileURLWithPath: world.path + "/state.json"))
      if step < 3 { try FileManager.default.removeItem(atPath: world.path + "/ledger.csv") }
      if step == 2 {
        // A torn ledger line.
        try ledger.prefix(ledger.count / 2).write(to: URL(fileURLWithPath: world.path + "/ledger.csv"))
      }
      if step >= 1, step < 4 { try ledger.write(to: URL(fileURLWithPath: outbox + name + ".ledger")) }
      if step < 2 { try FileManager.default.removeItem(atPath: outbox + name) }
      world.isReachable = true
      var again = try world.schedule()
      #expect(world.loop().work(&again), "step \(step)")
      #expect(world.received.count == 1, "step \(step): the day is sent in one file")
      #expect(try world.book == [day.description: 4800], "step \(step)")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: outbox).isEmpty, "step \(step)")
      let text = try String(contentsOfFile: world.path + "/ledger.csv", encoding: .utf8)
      #expect(text.components(separatedBy: "20260105,1,").count == 2, "step \(step): noted once")
    }
  }
}
