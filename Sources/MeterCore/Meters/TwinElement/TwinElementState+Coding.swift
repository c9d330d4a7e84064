/// Bytes of the state: see docs/storage.md.
extension TwinElementState {
  public static var storedBytes: Int {
    let clock = 3 * 8 + 2
    let registers = 2 * 28 + TariffRegisters.storedBytes + 3 + 6 * TariffReference.storedBytes
    let parts =
      PaymentAccount.storedBytes + HighestDemands.storedBytes + SupplyControl.storedBytes
      + PartyRegister.storedBytes + ConsumerAccess.storedBytes + VoltageWatch.storedBytes
    let settings = 4 + 1 + 4 + 5
    let period = 1 + 4 + 2 + 4 + 2 + 28 + 28 + 8 + TwinOutbox.storedBytes + 3 * 8
    return clock + registers + parts + settings + period + 7 * 4 + 16 + 2 + 4 + 4 + 8 + 12
  }

  public mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    codeClock(&coder, &bytes)
    coder.fields(&registers.wattHours, &bytes)
    coder.fields(&registers.rest, &bytes)
    tariff.code(&coder, &bytes)
    coder.fields(&rates, &bytes)
    for index in 0..<6 { tariffs[index].code(&coder, &bytes) }
    account.code(&coder, &bytes)
    maximumDemand.code(&coder, &bytes)
    supply.code(&coder, &bytes)
    parties.code(&coder, &bytes)
    consumer.code(&coder, &bytes)
    voltage.code(&coder, &bytes)
    coder.code(&billingCalendar.period, &bytes)
    coder.field(&billingCalendar.day, &bytes)
    coder.field(&billingCalendar.months, &bytes)
    coder.flag(&resetsBlockCountersDaily, &bytes)
    coder.field(&offsetLimitSeconds, &bytes)
    coder.field(&offsetNumber, &bytes)
    coder.fields(&auxiliaryStates, &bytes)
    codePeriod(&coder, &bytes)
    coder.fields(&powers, &bytes)
    coder.field(&boot.high, &bytes)
    coder.field(&boot.low, &bytes)
    coder.flag(&isRefusingClock, &bytes)
    coder.flag(&wasStopped, &bytes)
    coder.field(&damagedSlotsLogged, &bytes)
    coder.field(&tariffStamp, &bytes)
    coder.field(&checkedSeconds, &bytes)
    coder.field(&acknowledgedAlerts, &bytes)
    coder.field(&clearedEvents, &bytes)
    coder.field(&clearedAuxiliary, &bytes)
  }

  private mutating func codeClock(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    var anchorTick = clock.anchorTick.nanoseconds
    var anchorInstant = clock.anchorInstant.nanoseconds
    var quality = clock.quality
    var isProvisional = clock.isProvisional
    coder.field(&anchorTick, &bytes)
    coder.field(&anchorInstant, &bytes)
    coder.code(&quality, &bytes)
    coder.flag(&isProvisional, &bytes)
    coder.field(&lastTick.nanoseconds, &bytes)
    guard coder.isReading else { return }
    clock = DisciplinedClock(
      rules: clock.rules, quality: quality, anchorTick: Tick(nanoseconds: anchorTick),
      anchorInstant: Instant(nanoseconds: anchorInstant))
    clock.isProvisional = isProvisional
  }

  private mutating func codePeriod(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    var isOpen = openPeriodSeconds != nil
    var start = openPeriodSeconds ?? 0
    coder.flag(&isOpen, &bytes)
    coder.field(&start, &bytes)
    openPeriodSeconds = isOpen ? start : nil
    openFlags.code(&coder, &bytes)
    coder.field(&day, &bytes)
    dayFlags.code(&coder, &bytes)
    coder.fields(&periodStart, &bytes)
    coder.fields(&dayStart, &bytes)
    coder.fields(&dayCost, &bytes)
    outbox.code(&coder, &bytes)
    coder.field(&coveredFrom.nanoseconds, &bytes)
    coder.field(&coveredNanoseconds, &bytes)
    coder.field(&correctionNanoseconds, &bytes)
  }
}
