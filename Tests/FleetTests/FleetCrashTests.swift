import Foundation
import MockHAL
import Testing

@testable import Fleet
@testable import MeterCore
@testable import Settlement

/// A fleet cut off at any byte of its journal, at any event, and in the middle of a checkpoint.
@Suite struct FleetCrashTests {
  private static let start: Int64 = 1_767_571_200  // 2026-01-05T00:00:00Z

  private enum Event {
    case reading(RegisterReading)
    case exchange(UInt32, Instant, Energy, Energy)
  }

  /// Readings of three meters with everything that goes wrong in the field.
  private static func events(seed: UInt64) -> [Event] {
    var random = SeededRandom(seed: seed)
    var registers: [Int64] = [1_000_000_000, 0, 77_000_000]
    var events: [Event] = []
    for step in 0..<120 {
      let meter = Int.random(in: 0..<3, using: &random)
      let time = start + Int64(step) * 240
      registers[meter] += Int64.random(in: 0...400_000_000, using: &random)
      if step % 29 == 28 { registers[meter] = Int64.random(in: 0...1_000_000, using: &random) }
      let reading = RegisterReading(
        meter: UInt32(meter), instant: Instant(seconds: time),
        register: Energy(microwattHours: registers[meter]))
      events.append(.reading(reading))
      if step % 7 == 0 { events.append(.reading(reading)) }
      if step % 11 == 5, events.count > 4 { events.swapAt(events.count - 1, events.count - 4) }
      if step == 70 {
        let new = Energy(microwattHours: 5_000_000)
        events.append(.exchange(UInt32(meter), Instant(seconds: time + 60), reading.register, new))
        registers[meter] = new.microwattHours
      }
    }
    return events
  }

  private static func take(_ event: Event, _ fleet: inout VirtualFleet) throws {
    switch event {
    case .reading(let reading): try fleet.take(reading)
    case .exchange(let meter, let instant, let final, let initial):
      try fleet.exchange(meter: meter, at: instant, final: final, initial: initial)
    }
  }

  private static func folder() throws -> String {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("fleet-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url.path
  }

  private static func open(_ folder: String) throws -> VirtualFleet {
    try VirtualFleet(folder: folder, meterCount: 3, rules: VirtualMeterRules())
  }

  private static func day(_ fleet: inout VirtualFleet) throws -> [UnitHalfHour] {
    try fleet.day(FlowDate(utcSeconds: start)).halfHours
  }

  /// What a meter stands at, independent of counters.
  private static func standing(_ fleet: borrowing VirtualFleet) -> [Int64] {
    (0..<3).map { fleet.meters[$0].register?.microwattHours ?? -1 }
  }

  @Test(
    "Cut at every byte of the journal: what was acknowledged is there, sending again doubles nothing",
    arguments: [1, 2] as [UInt64])
  func everyByte(seed: UInt64) throws {
    let events = Self.events(seed: seed)
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // After each event: how long the acknowledged journal is, and where the meters stand.
    var lengths: [Int] = []
    var standings: [[Int64]] = []
    do {
      var fleet = try Self.open(folder)
      for event in events {
        try Self.take(event, &fleet)
        try fleet.acknowledge()
        lengths.append(FleetFiles.size(FleetFiles.path("journal", 0, in: folder)))
        standings.append(Self.standing(fleet))
      }
    }
    var final = try Self.open(folder)
    let wanted = try Self.day(&final)
    #expect(wanted.count > 40)
    let journal = try Data(contentsOf: URL(fileURLWithPath: FleetFiles.path("journal", 0, in: folder)))
    let copy = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: copy) }
    for cut in stride(from: 0, through: journal.count, by: seed == 1 ? 1 : 13) {
      for file in try FileManager.default.contentsOfDirectory(atPath: copy) {
        try FileManager.default.removeItem(atPath: "\(copy)/\(file)")
      }
      // A torn record may hold anything: here the rest is of a wrong kind, as a disk may leave it.
      var torn = journal.prefix(cut)
      if cut % 3 == 1 { torn.append(Data(repeating: 0xA5, count: 40)) }
      try torn.write(to: URL(fileURLWithPath: FleetFiles.path("journal", 0, in: copy)))
      var fleet = try Self.open(copy)
      let acknowledged = lengths.lastIndex { $0 <= cut }
      let expected = acknowledged.map { standings[$0] } ?? [-1, -1, -1]
      #expect(Self.standing(fleet) == expected, "seed \(seed), cut at byte \(cut)")
      guard cut % 97 == 0 || cut == journal.count else { continue }
      // The source sends everything again: what was there changes nothing.
      for event in events.dropFirst(max((acknowledged ?? -1) - 5, 0)) { try Self.take(event, &fleet) }
      try fleet.acknowledge()
      #expect(Self.standing(fleet) == standings.last, "seed \(seed), cut at byte \(cut), sent again")
      #expect(try Self.day(&fleet) == wanted, "seed \(seed), cut at byte \(cut), sent again")
    }
  }

  @Test("Checkpoints between events, damaged or half written: the state is the same")
  func checkpoints() throws {
    let events = Self.events(seed: 3)
    let plain = try Self.folder()
    let folder = try Self.folder()
    defer {
      try? FileManager.default.removeItem(atPath: plain)
      try? FileManager.default.removeItem(atPath: folder)
    }
    var reference = try Self.open(plain)
    for event in events { try Self.take(event, &reference) }
    try reference.acknowledge()
    let wanted = Self.standing(reference)
    let wantedDay = try Self.day(&reference)
    do {
      var fleet = try Self.open(folder)
      for (index, event) in events.enumerated() {
        try Self.take(event, &fleet)
        if index % 40 == 39 { try fleet.checkpoint() }
      }
      try fleet.acknowledge()
      #expect(try Self.day(&fleet) == wantedDay)
    }
    do {
      var fleet = try Self.open(folder)
      #expect(fleet.replayedEvents < events.count)
      #expect(Self.standing(fleet) == wanted)
      #expect(try Self.day(&fleet) == wantedDay)
    }
    // A checkpoint that was being written when the supply went, and a newest one with a broken bit.
    let newest = try #require(FleetFiles.generations(of: "checkpoint", in: folder).last)
    let path = FleetFiles.path("checkpoint", newest, in: folder)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    try bytes.prefix(bytes.count / 2).write(
      to: URL(fileURLWithPath: FleetFiles.path("checkpoint", newest + 1, in: folder) + ".part"))
    bytes[bytes.count / 2] ^= 0x10
    try bytes.write(to: URL(fileURLWithPath: path))
    var fleet = try Self.open(folder)
    #expect(Self.standing(fleet) == wanted)
    #expect(try Self.day(&fleet) == wantedDay)
  }

  @Test("A fleet may grow, never shrink")
  func size() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      var fleet = try Self.open(folder)
      try fleet.checkpoint()
      #expect(throws: FleetError.unknownMeter(3)) {
        try fleet.take(RegisterReading(meter: 3, instant: Instant(seconds: 1), register: .zero))
      }
    }
    do { _ = try VirtualFleet(folder: folder, meterCount: 5, rules: VirtualMeterRules()) }
    do {
      _ = try VirtualFleet(folder: folder, meterCount: 2, rules: VirtualMeterRules())
      Issue.record("a smaller fleet was accepted")
    } catch { #expect(error == .otherSize(stored: 3, wanted: 2)) }
  }
}
