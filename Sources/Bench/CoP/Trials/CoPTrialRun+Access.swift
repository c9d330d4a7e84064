import COSEM
import Instation

extension CoPTrialRun {
  /// Who may read, set the clock, reset the maximum demand, program and calibrate. Values stay what they are.
  func tryLevels() throws(MeterReadError) {
    let register = AttributeDescriptor(classID: 3, name: OBIS(1, 0, 1, 8, 0), attribute: 2)
    let compensation = AttributeDescriptor(classID: 1, name: OBIS(1, 0, 0, 4, 128), attribute: 2)
    let period = periodAttribute
    let value = collector.period
    for level in 1...3 {
      func cell(
        _ action: CoPAccessCell.Action, _ isGranted: Bool,
        _ body: (COSEMClient) throws(MeterReadError) -> Void
      ) throws(MeterReadError) {
        let worked = try isDone(level, body)
        collector.seen.access.append(
          CoPAccessCell(level: level, action: action, isGranted: isGranted, worked: worked))
      }
      try cell(.read, true) { (client) throws(MeterReadError) in _ = try client.get(register) }
      if level == 1 {
        try tryClockByLevel1()
      } else {
        let before = try offset().offset
        try cell(.time, true) { (client) throws(MeterReadError) in
          // The meter's own time: nothing to correct.
          let now = self.session.nowNanoseconds + Int64(before * 1e9)
          try client.set(Self.clock, self.clockData(now))
        }
      }
      if level == 1 || setUp.mayResetDemand {
        try cell(.demandReset, level >= 2) { (client) throws(MeterReadError) in
          try client.call(
            AttributeDescriptor(classID: 9, name: OBIS(0, 0, 10, 0, 1), attribute: 1),
            Self.encoded { $0.uint16(1, &$1) })
        }
      }
      try cell(.program, level >= 3) { (client) throws(MeterReadError) in
        try client.set(period, Self.periodData(value))
      }
      let known = try session.talk { (client) throws(MeterReadError) in
        try client.value(1, compensation.name, 2)?.integer
      }
      guard let known else { continue }
      try cell(.calibrate, false) { (client) throws(MeterReadError) in
        try client.set(compensation, Self.encoded { $0.int32(Int32(clamping: known), &$1) })
      }
    }
  }

  /// The clock set by level 1, 30 s away.
  private func tryClockByLevel1() throws(MeterReadError) {
    let before = try offset().offset
    let step = max(min(Int64(before.rounded()), 500), -500) + 30
    let isSet = try setClock(level: 1, step: step)
    let after = try offset().offset
    trials.clockByLevel1 = CoPTrials.ClockAttempt(isRefused: !isSet, movedSeconds: after - before)
    collector.seen.access.append(
      CoPAccessCell(level: 1, action: .time, isGranted: false, worked: isSet))
    if isSet { _ = try setClock(level: 2) }
  }

  func tryPeriods() throws(MeterReadError) {
    for seconds in [300, 600, 900, 1200, 1800] as [Int64] {
      let isTaken = try setPeriod(seconds)
      trials.periods.append(CoPTrials.PeriodAttempt(seconds: seconds, isTaken: isTaken))
    }
    if try !setPeriod(collector.period) {
      collector.seen.notes.append("the period could not be set back to \(collector.period) s")
    }
  }

  func tryPasswords() throws(MeterReadError) {
    let lengths = [5, 6, 12, 13]
    for length in lengths {
      let password = CoPBenchSetUp.trial(length: length)
      let isTaken = try setPassword(password)
      var isGood = isTaken
      if isTaken {
        isGood = try isDone(1, password: password) { (client) throws(MeterReadError) in
          _ = try client.value(8, Self.clock.name, 2)
        }
      }
      trials.passwords.append(CoPTrials.PasswordAttempt(length: length, isTaken: isGood))
    }
    _ = try restorePassword()
  }

  func tryWrongPasswords() throws(MeterReadError) {
    for level in 1...3 {
      let before = try refusals(level)
      let isIn = try isDone(level, password: setUp.wrong(level)) { (client) throws(MeterReadError) in
        _ = try client.value(8, Self.clock.name, 2)
      }
      let works = try isUsable(level)
      if !works { try waitUntilUsable(level) }
      let after = try refusals(level)
      let isLogged: Bool? = before.flatMap { first in after.map { $0 > first } }
      trials.wrongPasswords.append(
        CoPTrials.WrongPassword(
          level: level, isRefused: !isIn, isLogged: isLogged, worksAfterwards: works))
    }
  }

  private func isUsable(_ level: Int) throws(MeterReadError) -> Bool {
    try isDone(level) { (client) throws(MeterReadError) in _ = try client.value(8, Self.clock.name, 2) }
  }

  /// A meter may slow attempts down after wrong ones; the trials go on when it is over.
  private func waitUntilUsable(_ level: Int) throws(MeterReadError) {
    for _ in 0..<12 {
      session.wait(seconds: 10)
      if try isUsable(level) { return }
    }
  }

  /// Attempts that the log of accesses shows as refused; nil without such a log.
  private func refusals(_ level: Int) throws(MeterReadError) -> Int? {
    var request = ReadRequest()
    request.events = true
    let events = try session.reader().read(request).events.filter { $0.log == OBIS(0, 0, 99, 98, 4) }
    guard !events.isEmpty else { return nil }
    return events.count { $0.cells.first?.words == "2" }
  }
}
