import HAL

/// A meter that turns sample windows into four-quadrant registers: single phase, twin element, 3-phase 4-wire and
/// 3-wire. Registers, profile, clock and store are those of `PulseMeter`, fed with amounts.
///
/// Use: create it on a memory, `begin` with the time, then hand it every window of the `SampleKernel` with the ticks
/// it lies between, clock readings (`observe`) and the passing of time (`advance`).
public struct PolyphaseMeter<
  let Elements: Int, let ChannelCapacity: Int, let BufferBytes: Int, Memory: NonVolatile & ~Copyable
>: ~Copyable {
  /// The set-up.
  public let configuration: PolyphaseConfiguration
  /// Registers, profile, events, clock and store. A register's element is 0 for the total.
  public internal(set) var registers: PulseMeter<ChannelCapacity, BufferBytes, Memory>
  /// The newest window.
  public internal(set) var latest = WindowMeasurement<Elements>()
  /// Time that was not measured because samples were lost, in ns, since this start.
  public internal(set) var lostNanoseconds: UInt64 = 0
  /// Energy that was booked by the newest window, import and export together, for the test pulse.
  public internal(set) var testPulseEnergy = FineEnergy.zero

  var activeGates: InlineArray<Elements, NoLoadGate>
  var reactiveGates: InlineArray<Elements, NoLoadGate>
  var fundamentalGates: InlineArray<Elements, NoLoadGate>
  var totalActiveGate: NoLoadGate
  var totalReactiveGate: NoLoadGate
  var totalFundamentalGate: NoLoadGate
  /// Apparent energy held back until active or reactive energy shows that there is a load; total last.
  var heldApparent: InlineArray<4, FineEnergy> = InlineArray(repeating: .zero)
  var monitors: InlineArray<Elements, SupplyMonitor> = InlineArray(repeating: SupplyMonitor())
  var isSequenceReversed = false
  /// Time that an element, or the sum (last), has run in reverse; 0 for forward.
  var reverseNanoseconds: InlineArray<4, UInt64> = InlineArray(repeating: 0)
  /// Last valid signed active energy and its time, by element and total (last), for estimates.
  var lastActive: InlineArray<4, FineEnergy> = InlineArray(repeating: .zero)
  var lastDuration: UInt64 = 0
  /// Register of a quantity and element, 255 where there is none.
  let channelIndex: InlineArray<72, UInt8>

  /// Mounts the store and restores the registers, or creates the store where `policy` allows.
  public init(
    _ configuration: PolyphaseConfiguration, registers set: PulseMeterConfiguration<ChannelCapacity>,
    memory: consuming Memory, sizes: StorageLayout.Sizes, format policy: FormatPolicy
  ) throws(StorageError) {
    self.init(unmounted: configuration, registers: set, memory: memory, sizes: sizes)
    try mount(format: policy)
  }

  /// A meter whose store is to be mounted before anything else: made in place, where the stack has no room for a
  /// meter beside the meter.
  public init(
    unmounted configuration: PolyphaseConfiguration, registers set: PulseMeterConfiguration<ChannelCapacity>,
    memory: consuming Memory, sizes: StorageLayout.Sizes
  ) {
    registers = PulseMeter(unmounted: set, memory: memory, sizes: sizes)
    var index = InlineArray<72, UInt8>(repeating: 255)
    for channel in 0..<Int(set.channelCount) {
      let description = set.channels[channel]
      if let place = PolyphaseMeter.place(description.quantity, element: Int(description.element)) {
        index[place] = UInt8(channel)
      }
    }
    self.configuration = configuration
    channelIndex = index
    activeGates = InlineArray(repeating: NoLoadGate(configuration.activeNoLoad))
    reactiveGates = InlineArray(repeating: NoLoadGate(configuration.reactiveNoLoad))
    fundamentalGates = InlineArray(repeating: NoLoadGate(configuration.reactiveNoLoad))
    totalActiveGate = NoLoadGate(configuration.activeNoLoad)
    totalReactiveGate = NoLoadGate(configuration.reactiveNoLoad)
    totalFundamentalGate = NoLoadGate(configuration.reactiveNoLoad)
  }

  /// Mounts the store of a meter made by `init(unmounted:registers:memory:sizes:)`; see `PulseMeter.mount`.
  public mutating func mount(format policy: FormatPolicy) throws(StorageError) {
    try registers.mount(format: policy)
  }

  /// Place of a register in `channelIndex`; element 0 is the total.
  static func place(_ quantity: Quantity, element: Int) -> Int? {
    guard element >= 0, element < 4 else { return nil }
    let raw = Int(quantity.rawValue)
    let row = raw <= 10 ? raw - 1 : raw < 64 ? raw - 33 + 10 : raw - 65 + 12
    return row * 4 + element
  }

  // MARK: Time

  /// Begins metering; see `PulseMeter.begin`. Samples are never continuous over a restart.
  public mutating func begin(at tick: Tick, reading: WallClockReading?, cause: StartCause, boot: BootIdentity)
  {
    registers.begin(at: tick, reading: reading, cause: cause, boot: boot, isContinuous: false)
    for channel in 0..<registers.configuration.channelCount {
      registers.startAmounts(channel: channel, at: tick)
    }
  }

  /// Says which calibration the windows have; see `PulseMeter.noteCalibration`.
  public mutating func noteCalibration(record: UInt32, history: UInt32) {
    registers.noteCalibration(record: record, history: history)
  }

  /// Takes a reading of the time source made at `tick`.
  public mutating func observe(_ reading: WallClockReading, at tick: Tick) {
    registers.observe(reading, at: tick)
  }

  /// An authorised change of the time; see `PulseMeter.setClock`.
  public mutating func setClock(_ reading: WallClockReading, at tick: Tick) -> Bool {
    registers.setClock(reading, at: tick)
  }

  /// Settings beside the registers were changed; see `PulseMeter.noteConfigurationChange`.
  public mutating func noteConfigurationChange() { registers.noteConfigurationChange() }

  /// What is known of the clock's battery; see `PulseMeter.noteBattery`.
  public mutating func noteBattery(isLow: Bool) { registers.noteBattery(isLow: isLow) }

  /// Lets time pass without a window: the store follows.
  public mutating func advance(to tick: Tick) { registers.advance(to: tick) }

  /// Makes everything durable now; returns false when the memory failed. `advance` does it at the commit interval.
  public mutating func commit() -> Bool { registers.commit() }

  /// Stops in order; returns false when the memory failed.
  public mutating func stop(at tick: Tick) -> Bool { registers.stop(at: tick) }

  /// Profile row `id`; nil when overwritten or damaged.
  public mutating func row(_ id: UInt32) throws(StorageError) -> ProfileRow<ChannelCapacity>? {
    try registers.row(id)
  }

  /// Event `id`; nil when overwritten or damaged.
  public mutating func event(_ id: UInt32) throws(StorageError) -> MeterEvent? { try registers.event(id) }

  /// Begins the maximum demands anew; see `PulseMeter.resetMaximumDemand`.
  public mutating func resetMaximumDemand() { registers.resetMaximumDemand() }

  // MARK: Windows

  /// Takes a window that lasted from `start` to `end`. Windows come in order and follow each other; a window over
  /// the end of a period is divided there in proportion to time.
  public mutating func take(_ window: WindowMeasurement<Elements>, from start: Tick, to end: Tick) {
    watch(window)
    testPulseEnergy = .zero
    bookLost(window, before: start)
    let isMeasured = window.isValid && !isOverRange(window)
    let amounts = isMeasured ? measured(window) : estimated(window)
    distribute(amounts, from: start, to: end)
    if isMeasured { remember(window) }
    latest = window
    registers.settle(to: end)
  }

  /// Nothing has come from the source for too long: what the open period lacks is not known yet.
  public mutating func noteSilence() { registers.flag(.possibleLoss) }

  /// The time of the samples that went missing before a window.
  private mutating func bookLost(_ window: WindowMeasurement<Elements>, before start: Tick) {
    let nanoseconds = missingNanoseconds(window)
    guard nanoseconds > 0 else { return }
    let amounts = lost(nanoseconds: nanoseconds)
    distribute(amounts, from: start.advanced(byNanoseconds: -Int64(nanoseconds)), to: start)
    // Another period may be open now; it lacks samples too.
    registers.settle(to: start)
    registers.flag(.possibleLoss)
  }

  /// Divides amounts at the boundaries they cross; the last part takes the rest, so that nothing is lost.
  private mutating func distribute(_ amounts: consuming RegisterAmounts, from start: Tick, to end: Tick) {
    var amounts = amounts
    var from = start
    while true {
      let length = end.nanoseconds(since: from)
      let part = registers.nanosecondsToBoundary(from: from, to: end)
      if part >= length || length <= 0 { break }
      for place in 0..<RegisterAmounts.capacity where amounts[place] > .zero {
        let share = amounts[place].part(UInt64(part), of: UInt64(length))
        book(share, place: place)
        amounts[place] -= share
      }
      from = from.advanced(byNanoseconds: part)
      registers.settle(to: from)
    }
    for place in 0..<RegisterAmounts.capacity where amounts[place] > .zero {
      book(amounts[place], place: place)
    }
  }

  private mutating func book(_ amount: FineEnergy, place: Int) {
    let channel = channelIndex[place]
    if channel != 255 { registers.book(amount, channel: Int(channel)) }
  }

  private mutating func remember(_ window: WindowMeasurement<Elements>) {
    var sum = FineEnergy.zero
    for element in 0..<Elements {
      lastActive[element] = window.elements[element].active
      sum += window.elements[element].active
    }
    lastActive[3] = sum
    lastDuration = window.durationNanoseconds
  }
}
