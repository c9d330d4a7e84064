/// Readings that come after later ones.
extension VirtualMeter {
  /// Places a reading that is not the newest, and issues the periods that it changes.
  mutating func insert(_ point: RegisterPoint, _ issue: (VirtualPeriod) -> Void) -> ReadingOutcome {
    var point = point
    var index = count - 1
    while index >= 0, points[index].milliseconds > point.milliseconds { index -= 1 }
    if index >= 0, points[index].milliseconds == point.milliseconds {
      return points[index].value == point.value ? .duplicate : .contradictory
    }
    if index < 0 { return hasForgotten ? .tooLate : prepend(point, issue) }
    // A period that is no longer remembered cannot be revised.
    let length = rules.periodMilliseconds
    guard point.milliseconds / length > newestPeriod - Int64(Periods) else { return .tooLate }
    var next = points[index + 1]
    if rules.input == .register {
      guard place(&point, after: points[index], before: &next) else { return .contradictory }
    }
    points[index + 1] = next
    // A reading inside a period whose ends are known better changes nothing: it is not kept.
    if isRedundant(point, between: points[index], and: next) { return .bookedLate }
    if count == Points {
      if index == 0 { return .tooLate }
      forget(1)
      index -= 1
    }
    var last = count
    while last > index + 1 {
      points[last] = points[last - 1]
      last -= 1
    }
    points[index + 1] = point
    count += 1
    dropRedundant(around: index + 1)
    reissue(issue)
    return .bookedLate
  }

  /// Puts a reading between two others; a break between them moves to the side it belongs to. False where it
  /// contradicts them.
  private func place(
    _ point: inout RegisterPoint, after before: RegisterPoint, before next: inout RegisterPoint
  ) -> Bool {
    if next.link == .counted { return isPlausible(before, point) && isPlausible(point, next) }
    // Announced: the millisecond between both readings has no room.
    if next.link == .exchanged { return isPlausible(before, point) }
    if isPlausible(before, point) {
      switch next.link {
      case .rolledOver: return isRollOver(point, next)
      default: return true
      }
    }
    guard isPlausible(point, next) else { return false }
    if next.link == .rolledOver, !isRollOver(before, point) { return false }
    point.link = next.link
    next.link = .counted
    return true
  }

  /// Places a reading before the first one ever taken.
  private mutating func prepend(
    _ point: RegisterPoint, _ issue: (VirtualPeriod) -> Void
  ) -> ReadingOutcome {
    let first = points[0]
    let length = rules.periodMilliseconds
    guard count < Points,
      point.milliseconds / length > max(newestPeriod, first.milliseconds / length) - Int64(Periods)
    else { return .tooLate }
    if rules.input == .register, !isPlausible(point, first) { return .contradictory }
    var last = count
    while last > 0 {
      points[last] = points[last - 1]
      last -= 1
    }
    points[0] = point
    count += 1
    head = PeriodWalk()
    head.energy = rules.input == .register ? point.value : 0
    head.boundaryEnergy = head.energy
    head.startFlags = point.milliseconds % length == 0 ? Self.flags(point.quality) : .partial
    dropRedundant(around: 1)
    reissue(issue)
    return .bookedLate
  }

  /// Drops the neighbours of a new point that say nothing more.
  private mutating func dropRedundant(around index: Int) {
    dropIfRedundant(index + 1)
    dropIfRedundant(index - 1)
  }

  private mutating func dropIfRedundant(_ index: Int) {
    guard index > 0, index + 1 < count,
      isRedundant(points[index], between: points[index - 1], and: points[index + 1])
    else { return }
    for place in index..<(count - 1) { points[place] = points[place + 1] }
    count -= 1
  }
}
