import HAL
import MockHAL
import Testing

@testable import MeterCore

/// The logs keep what the standard demands, on the medium they would have.
@Suite struct TwinCapacityTests {
  static let geometry = NonVolatileGeometry(
    sizeBytes: 2 * 1024 * 1024, eraseBlockBytes: 4096, programUnitBytes: 8, isOverwritable: false)

  @Test("Every log filled and wrapped keeps its capacity, also after a remount", arguments: TwinLog.allCases)
  func wrap(log: TwinLog) throws {
    let medium = PlainMedium(Self.geometry)
    let plan = TwinLogSizes.smets.plan
    let number = Int(log.rawValue)
    let capacity = plan.logs[number].capacity
    var store = try RecordStore<13, 18, 4096, PlainMemory>(
      PlainMemory(medium: medium), plan: plan, format: .whenNothingValid)
    func row(_ value: Int) -> CodedEvent { CodedEvent(seconds: UInt32(value), code: UInt16(value % 65_536)) }
    let total = capacity + capacity / 3 + 7
    func append(_ value: Int) throws {
      switch log {
      case .importProfile:
        var row = ImportProfileRow()
        row.startSeconds = UInt32(value)
        _ = try store.append(row, to: number)
      case .exportProfile:
        var row = ExportProfileRow()
        row.startSeconds = UInt32(value)
        _ = try store.append(row, to: number)
      case .dailyRead, .billing:
        var row = RegisterSnapshot()
        row.seconds = UInt32(value)
        _ = try store.append(row, to: number)
      case .dailyConsumption:
        var row = DailyConsumptionRow()
        row.startSeconds = UInt32(value)
        _ = try store.append(row, to: number)
      case .voltage:
        var row = VoltageRow()
        row.seconds = UInt32(value)
        _ = try store.append(row, to: number)
      case .credits, .debtPayments:
        var row = PaymentRow()
        row.seconds = UInt32(value)
        _ = try store.append(row, to: number)
      default: _ = try store.append(row(value), to: number)
      }
    }
    for value in 0..<total { try append(value) }
    try store.sync()
    var again = try RecordStore<13, 18, 4096, PlainMemory>(
      PlainMemory(medium: medium), plan: plan, format: .never)
    #expect(again.ids(number) == UInt32(total - capacity)..<UInt32(total))
    #expect(again.report.damagedSlots == 0)
    // Every entry begins with its seconds: the oldest, the newest and some between are what was written.
    for id in [total - capacity, total - capacity / 2 - 1, total - 1] {
      let stamp = try seconds(&again, log, UInt32(id))
      #expect(stamp == UInt32(id), "\(log)")
    }
    let gone = try seconds(&again, log, UInt32(total - capacity - 1))
    #expect(gone == nil)
  }

  private func seconds(
    _ store: inout RecordStore<13, 18, 4096, PlainMemory>, _ log: TwinLog, _ id: UInt32
  ) throws -> UInt32? {
    let number = Int(log.rawValue)
    switch log {
    case .importProfile: return try store.row(id, of: number, as: ImportProfileRow.self)?.startSeconds
    case .exportProfile: return try store.row(id, of: number, as: ExportProfileRow.self)?.startSeconds
    case .dailyRead, .billing: return try store.row(id, of: number, as: RegisterSnapshot.self)?.seconds
    case .dailyConsumption: return try store.row(id, of: number, as: DailyConsumptionRow.self)?.startSeconds
    case .voltage: return try store.row(id, of: number, as: VoltageRow.self)?.seconds
    case .credits, .debtPayments: return try store.row(id, of: number, as: PaymentRow.self)?.seconds
    default: return try store.row(id, of: number, as: CodedEvent.self)?.seconds
    }
  }

  @Test("Half hours are kept for at least 13 months and 92 days; total bytes are printed")
  func retention() {
    let sizes = TwinLogSizes.smets
    // The longest 13 months, July to July of a leap year, have 397 days.
    #expect(sizes[.importProfile] >= 397 * 48)
    #expect(sizes[.exportProfile] >= 92 * 48)
    #expect(sizes[.dailyRead] == 31 && sizes[.billing] == 12 && sizes[.dailyConsumption] == 731)
    for log in [TwinLog.events, .security, .power, .auxiliary, .alerts] { #expect(sizes[log] == 100) }
    let layout = RecordLayout(sizes.plan, geometry: Self.geometry)
    for log in TwinLog.allCases {
      let ring = layout.logs[Int(log.rawValue)]
      print("\(log.name): \(ring.index.capacity) x \(ring.slotBytes) B = \(ring.region.byteCount) B")
    }
    print("state: \(sizes.stateRecords) x \(layout.states.ring.slotBytes) B, total \(layout.byteCount) B")
    print(
      "state record \(TwinElementState.storedBytes) B, in memory \(MemoryLayout<TwinElementState>.size) B")
    print("meter in memory \(MemoryLayout<TwinElementMeter<4096, PlainMemory>>.size) B")
    #expect(layout.byteCount < 1_500_000)
    #expect(layout.largestSlotBytes <= 4096)
  }

  @Test("A meter that runs longer than its logs keeps the newest of each, in order")
  func meterWraps() throws {
    let medium = PlainMedium(TwinFixture.file)
    var sizes = TwinFixture.sizes
    sizes[.importProfile] = 96
    sizes[.exportProfile] = 48
    sizes[.dailyRead] = 5
    sizes[.dailyConsumption] = 7
    let clock = VirtualClock(utcSeconds: TwinFixture.start)
    var rig = try TwinRig(PlainMemory(medium: medium), clock: clock, sizes: sizes)
    for _ in 0..<20 * 48 {
      rig.pass(seconds: 1800)
      rig.book(.secondaryActiveExport, 1_500_000)
    }
    #expect(rig.meter.ids(.importProfile).count == 96)
    #expect(rig.meter.ids(.exportProfile).count == 48)
    #expect(rig.meter.ids(.dailyRead).count == 5)
    #expect(rig.meter.ids(.dailyConsumption).count == 7)
    var last: UInt32?
    for id in rig.meter.ids(.exportProfile) {
      let row = try #require(try rig.meter.exportProfile(id))
      if let last { #expect(row.startSeconds == last + 1800) }
      last = row.startSeconds
    }
  }
}
