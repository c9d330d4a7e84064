/// Everything of a twin-element meter that must survive a restart, as one record: the single truth.
public struct TwinElementState: StoredRecord {
  /// The meter's clock.
  public internal(set) var clock: DisciplinedClock
  /// Time up to which the meter has metered.
  public internal(set) var lastTick = Tick(nanoseconds: 0)
  /// The cumulative registers.
  public internal(set) var registers = TwinRegisterBank()
  /// The tariff registers.
  public internal(set) var tariff = TariffRegisters()
  /// Present rate by `TariffAccount`: 1...48, 101...108, or 1...4. Exactly one register of each advances.
  public internal(set) var rates: InlineArray<3, UInt8> = [1, 1, 1]
  /// Where the tariffs stand in the store (index: 2 × account + part).
  public internal(set) var tariffs: InlineArray<6, TariffReference>
  /// The customer's account.
  public internal(set) var account = PaymentAccount()
  /// Highest demands.
  public internal(set) var maximumDemand = HighestDemands()
  /// Load switch and load limit.
  public internal(set) var supply = SupplyControl()
  /// Parties and MPANs.
  public internal(set) var parties = PartyRegister()
  /// PIN and change of tenancy.
  public internal(set) var consumer = ConsumerAccess()
  /// Average RMS voltage.
  public internal(set) var voltage = VoltageWatch()
  /// When billing rows are taken.
  public internal(set) var billingCalendar = BillingCalendar()
  /// The block counters are emptied every day at 00:00 UTC (ECS48).
  public internal(set) var resetsBlockCountersDaily = false
  /// Randomised Offset Limit in seconds, and the number that makes the offset of it.
  public internal(set) var offsetLimitSeconds: UInt16 = 0
  public internal(set) var offsetNumber: UInt16 = 0
  /// Auxiliary load controllers: 1 on, 0 off.
  public internal(set) var auxiliaryStates: InlineArray<5, UInt8>
  /// Start of the open half hour, seconds UTC since 1970; nil before the clock was first set.
  public internal(set) var openPeriodSeconds: UInt32?
  /// Flags the open half hour has collected.
  public internal(set) var openFlags: PeriodFlags = []
  /// The day that is being metered, in days since 1970; 0 before the clock was first set.
  public internal(set) var day: UInt32 = 0
  /// Flags of the day.
  var dayFlags: PeriodFlags = []
  /// Registers at the start of the half hour and of the day.
  var periodStart: InlineArray<7, UInt32>
  var dayStart: InlineArray<7, UInt32>
  /// Cost of the day's import.
  var dayCost: InlineArray<2, Int32> = [0, 0]
  var outbox = TwinOutbox()
  var coveredFrom = Tick(nanoseconds: 0)
  var coveredNanoseconds: Int64 = 0
  var correctionNanoseconds: Int64 = 0
  /// Power by `TwinRegister` in mW when the state was written: for a meter that is suspended and goes on. A start
  /// after a stop forgets it.
  var powers: InlineArray<7, UInt32>
  var boot: BootIdentity = .unknown
  var isRefusingClock = false
  var wasStopped = false
  var damagedSlotsLogged: UInt32 = 0
  var tariffStamp: UInt32 = 0
  /// UTC seconds up to which rates and activations were looked at.
  var checkedSeconds: Int64 = 0
  /// Alerts before this id were acknowledged; events before this id were cleared.
  var acknowledgedAlerts: UInt32 = 0
  var clearedEvents: UInt32 = 0
  var clearedAuxiliary: UInt32 = 0

  /// The state of a new meter with clock rules of its own.
  init(rules: ClockRules) {
    clock = DisciplinedClock(rules: rules)
    tariffs = InlineArray(repeating: TariffReference())
    auxiliaryStates = InlineArray(repeating: 0)
    periodStart = InlineArray(repeating: 0)
    dayStart = InlineArray(repeating: 0)
    powers = InlineArray(repeating: 0)
  }

  /// The state of a new meter.
  public init() { self.init(rules: TwinElementConfiguration().clockRules) }

  /// UTC up to which the meter has metered, nil before the clock was first set.
  public var lastInstant: Instant? { clock.quality == .unset ? nil : clock.instant(at: lastTick) }

  /// The randomised offset in seconds (*unverified*: limit × number / 65 536).
  public var randomisedOffsetSeconds: Int64 { Int64(offsetLimitSeconds) * Int64(offsetNumber) / 65_536 }
}
