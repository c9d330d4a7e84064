import GBCS
import HAL
import MeterCore

/// A twin-element meter as GBCS sees it: the adapter between ``GBCS/ESMEDevice`` and `TwinElementMeter`.
///
/// GBCS counts seconds from 2000 and stamps half hours at their end, the meter seconds from 1970 and their start.
/// Tariff parts are gathered until every part staged has its activation time; then the meter gets them as one, so that
/// they swap together. What the meter does not have answers object-undefined.
public final class LiveESME<let BufferBytes: Int, Memory: NonVolatile & ~Copyable>: ESMEDevice {
  public typealias Meter = TwinElementMeter<BufferBytes, Memory>

  /// The meter; its owner books energy and lets time pass here.
  public var meter: Meter
  /// Now, on the meter's monotonic clock; nil where it is as far as the meter has metered.
  private let clock: (() -> Tick)?
  /// The communications hub's time at a tick, nil while it has none.
  private let hubTime: (Tick) -> WallClockReading?
  private var clockWindow: (first: Instant, last: Instant)?
  var staged: [GBCS.TariffPlan: StagedTariff] = [:]
  /// Settings that remote parties made and that no function of the meter uses: kept and given back.
  public var kept: KeptSettings
  /// A refusal was the meter's own, which has logged it.
  var hasLoggedRefusal = false
  /// Identity of the maker's: model, firmware.
  let make: MeterMake

  public init(
    meter: consuming Meter, kept: KeptSettings = KeptSettings(), make: MeterMake = MeterMake(),
    now clock: (() -> Tick)? = nil, hubTime: @escaping (Tick) -> WallClockReading?
  ) {
    self.meter = meter
    self.kept = kept
    self.make = make
    self.clock = clock
    self.hubTime = hubTime
  }

  /// 2000-01-01T00:00:00Z in seconds since 1970.
  static var epoch: Int64 { 946_684_800 }

  static func seconds(_ since1970: UInt32) -> UInt32 {
    UInt32(clamping: Int64(since1970) - epoch)
  }

  static func dateTime(_ since1970: UInt32) -> COSEMDateTime {
    since1970 == 0 ? .never : COSEMDateTime(secondsSince2000: seconds(since1970))
  }

  var tick: Tick { clock?() ?? meter.state.lastTick }

  public var time: UInt32 {
    guard meter.state.clock.quality != .unset else { return 0 }
    return UInt32(clamping: meter.state.clock.instant(at: tick).seconds - Self.epoch)
  }

  /// Bit 1 of a COSEM clock status: doubtful.
  public var clockStatus: UInt8 { meter.state.clock.quality == .synchronised ? 0 : 2 }
  public var hasSecondaryElement: Bool { true }

  public func energy(_ register: EnergyRegister) throws(DeviceRefusal) -> UInt32 {
    let own: TwinRegister =
      switch register {
      case .activeImport: .primaryActiveImport
      case .reactiveImport: .primaryReactiveImport
      case .activeExport: .primaryActiveExport
      case .reactiveExport: .primaryReactiveExport
      case .secondaryActiveImport: .secondaryActiveImport
      case .secondaryActiveExport: .secondaryActiveExport
      }
    guard meter.isMeasured(own) else { throw DeviceRefusal(.objectUndefined) }
    return meter.state.registers[own]
  }

  public func tariffRegisters(_ matrix: GBCS.TariffRegisters) throws(DeviceRefusal) -> [UInt32] {
    let registers = meter.state.tariff
    switch matrix {
    case .timeOfUse: return (0..<48).map { registers.timeOfUse[$0] }
    case .blocks: return (0..<32).map { registers.block[$0] }
    case .blockCounters: return (0..<32).map { registers.blockCounters[$0] }
    case .secondaryTimeOfUse: return (0..<4).map { registers.secondaryImport[$0] }
    case .secondaryExportTimeOfUse:
      guard meter.isMeasured(.secondaryActiveExport) else { throw DeviceRefusal(.objectUndefined) }
      return (0..<4).map { registers.secondaryExport[$0] }
    }
  }

  public func activePowerImport(_ element: Element) throws(DeviceRefusal) -> UInt32 {
    let register: TwinRegister = element == .primary ? .primaryActiveImport : .secondaryActiveImport
    return UInt32(clamping: meter.power(register, at: tick).milliwatts / 1000)
  }

  public func maximumDemand(_ register: DemandRegister) throws(DeviceRefusal) -> GBCS.MaximumDemand {
    let demand = meter.state.maximumDemand
    let (own, reset) =
      switch register {
      case .importAllDay: (demand.activeImport, demand.importResetSeconds)
      case .importInWindow: (demand.activeImportInWindow, demand.importResetSeconds)
      case .export: (demand.activeExport, demand.exportResetSeconds)
      }
    return GBCS.MaximumDemand(
      watts: own.watts, capturedAt: Self.dateTime(own.captureSeconds), resetAt: Self.dateTime(reset))
  }

  public func resetMaximumDemand(_ register: DemandRegister) throws(DeviceRefusal) {
    meter.resetMaximumDemand(register == .export ? .activeExport : .activeImport, at: tick)
  }

  public func resetBlockCounters() throws(DeviceRefusal) { meter.resetBlockCounters(at: tick) }

  public func mpan(_ slot: GBCS.MPANSlot) throws(DeviceRefusal) -> String {
    guard let mpan = MeterCore.MPAN(number: meter.state.parties.mpans[Int(Self.slot(slot).rawValue)]),
      mpan.number != 0
    else { return "" }
    return (0..<13).map { "\(mpan.digit($0))" }.joined()
  }

  /// The meter takes an MPAN only with its right check digit.
  public func setMPAN(_ slot: GBCS.MPANSlot, to mpan: String) throws(DeviceRefusal) {
    guard let number = UInt64(mpan), let own = MeterCore.MPAN(number: number) else {
      throw DeviceRefusal(.typeUnmatched)
    }
    guard meter.setMPAN(own, in: Self.slot(slot), at: tick) else { throw DeviceRefusal(.objectUndefined) }
  }

  private static func slot(_ slot: GBCS.MPANSlot) -> MeterCore.MPANSlot {
    switch slot {
    case .primaryImport: .primaryImport
    case .secondaryImport: .secondaryImport
    case .primaryExport: .primaryExport
    case .secondaryExport: .secondaryExport
    }
  }

  public func setClockWindow(from first: UInt32, to last: UInt32) throws(DeviceRefusal) {
    clockWindow = (
      Instant(seconds: Int64(first) + Self.epoch), Instant(seconds: Int64(last) + Self.epoch)
    )
  }

  public func adjustClock() throws(DeviceRefusal) {
    guard let clockWindow else { throw DeviceRefusal(.temporaryFailure) }
    self.clockWindow = nil
    let outcome = meter.setClock(
      windowStart: clockWindow.first, windowEnd: clockWindow.last, source: hubTime(tick), at: tick)
    guard case .adjusted = outcome else { throw DeviceRefusal(.temporaryFailure) }
  }

  public func setSupply(_ state: SupplyCommand) throws(DeviceRefusal) {
    switch state {
    case .enable: guard meter.enableSupply(at: tick) else { throw DeviceRefusal(.temporaryFailure) }
    case .disable: meter.disableSupply(at: tick)
    case .arm: meter.armSupply(at: tick)
    }
  }
}
