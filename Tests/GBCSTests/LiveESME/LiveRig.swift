import HAL
import LiveESME
import MeterCore
import MockHAL

@testable import GBCS

/// A live twin-element meter behind an endpoint, whose own party register decides, and the clock that drives it.
struct LiveRig {
  typealias Live = LiveESME<4096, EmulatedMemory>
  /// 2026-03-02T00:00:00Z in seconds since 1970, and since 2000.
  static let start: Int64 = 1_772_409_600
  static let startSince2000 = UInt32(start - 946_684_800)
  static let exporter = EntityIdentifier(0x90b3_d51f_3009_0000)
  static let newExporter = EntityIdentifier(0x90b3_d51f_3009_0001)
  static let otherUser = EntityIdentifier(0x90b3_d51f_300a_0000)

  let medium: EmulatedMedium
  let clock: VirtualClock
  var factory: CommandFactory
  var endpoint: ESMEEndpoint<Live>
  var live: Live { endpoint.device }

  static let sizes = TwinLogSizes(
    capacities: [120, 120, 6, 6, 10, 20, 60, 20, 10, 20, 5, 10, 20], stateRecords: 4)

  /// - Parameter knowsParties: the meter has its parties in its register; else the endpoint's are used.
  init(knowsParties: Bool = true, keys: KeyRing? = nil, startSeconds: Int64 = start) throws {
    let geometry = NonVolatileGeometry(
      sizeBytes: 2 * 1024 * 1024, eraseBlockBytes: 4096, programUnitBytes: 8, isOverwritable: true)
    medium = EmulatedMedium(geometry)
    clock = VirtualClock(utcSeconds: startSeconds)
    factory = CommandFactory()
    for party in [Self.newExporter, Self.otherUser] { factory.addParty(party) }
    endpoint = try Self.mount(medium, clock, keys ?? factory.keys, isNew: true)
    guard knowsParties else { return }
    let now = self.now
    live.meter.assign(EntityIdentifier.broker.value, to: .accessControlBroker, at: now)
    live.meter.assign(EntityIdentifier.loadController.value, to: .loadController, at: now)
    live.meter.assign(EntityIdentifier.supplier.value, to: .importSupplier, at: now)
    live.meter.assign(EntityIdentifier.networkOperator.value, to: .networkOperator, at: now)
    live.meter.assign(Self.exporter.value, to: .secondaryExportSupplier, at: now)
    live.meter.assign(Self.otherUser.value, to: .otherUser, at: now)
  }

  private static func mount(
    _ medium: EmulatedMedium, _ clock: VirtualClock, _ keys: KeyRing, isNew: Bool
  ) throws -> ESMEEndpoint<Live> {
    var configuration = TwinElementConfiguration()
    configuration.capabilities = .mp184
    var meter = try Live.Meter(
      configuration, memory: EmulatedMemory(medium), sizes: sizes,
      format: isNew ? .whenNothingValid : .never)
    meter.begin(
      at: Tick(nanoseconds: clock.nowNanoseconds()), reading: clock.read(), cause: .supplyRestored,
      boot: .unknown)
    let live = Live(
      meter: meter, now: { Tick(nanoseconds: clock.nowNanoseconds()) }, hubTime: { _ in clock.read() })
    return ESMEEndpoint(
      device: live, identity: .device, parties: .reference, keys: keys,
      capabilities: Capabilities(provisionalSecondaryExport: true))
  }

  /// The supply is cut for `minutes`; the meter is mounted anew.
  mutating func cutSupply(minutes: Int64) throws {
    live.meter.supplyWillFail(at: now)
    clock.advance(byNanoseconds: minutes * 60_000_000_000)
    endpoint = try Self.mount(medium, clock, factory.keys, isNew: false)
  }

  var now: Tick { Tick(nanoseconds: clock.nowNanoseconds()) }

  /// Flows of `watts` for some minutes; each minute's energy is known in its middle.
  func run(_ watts: [TwinRegister: Int64], minutes: Int) {
    for _ in 0..<minutes {
      clock.advance(byNanoseconds: 30_000_000_000)
      for register in TwinRegister.allCases {
        guard let power = watts[register] else { continue }
        live.meter.book(
          element: register.element, quantity: register.quantity,
          energy: Energy(microwattHours: power * 1_000_000 / 60), at: now)
      }
      clock.advance(byNanoseconds: 30_000_000_000)
      live.meter.advance(to: now)
      live.applyDue()
    }
  }

  mutating func frame(
    _ code: UInt16, _ accesses: [Access], from originator: EntityIdentifier,
    for party: EntityIdentifier? = nil
  ) throws -> Frame {
    try factory.command(code, from: originator, accesses, onBehalfOf: party)
  }

  /// Sends a command; a party other than those with a key slot speaks through the broker.
  mutating func send(
    _ code: UInt16, _ accesses: [Access], from party: EntityIdentifier
  ) throws -> [AccessResult] {
    let hasSlot = [EntityIdentifier.supplier, .networkOperator, .loadController].contains(party)
    let command = try frame(
      code, accesses, from: hasSlot ? party : .broker, for: hasSlot ? nil : party)
    return results(try endpoint.respond(to: command.encoded()))
  }

  static func select(_ name: LogicalName, _ from: UInt32, _ to: UInt32) -> Access {
    Access(
      .getSelected(
        1,
        .structure([
          .structure([.uint16(1), .octetString([0, 0, 94, 44, 100, 255]), .int8(2), .uint16(0)]),
          .uint32(from), .uint32(to), .array([]),
        ])), ObjectAttribute(7, name, 2))
  }
}
