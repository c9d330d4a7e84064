import Foundation

/// The service around a schedule: waits for the scheduled time, makes, delivers, tries again. Time is given to it.
public struct ScheduleLoop {
  /// Seconds UTC.
  public var now: () -> Int64
  /// Waits some seconds; throws when the service ends.
  public var sleep: (_ seconds: Int64) async throws -> Void
  /// Seconds until a delivery that failed, or an input that could not be read, is tried again.
  public var retrySeconds: Int64 = 300
  /// The input as it is now.
  public var input: () throws -> SettlementSchedule.Input
  /// Delivers a file.
  public var deliver: (_ data: Data, _ name: String) throws(DeliveryError) -> DeliveryReceipt
  /// Gets every step.
  public var report: (ScheduleReport) -> Void

  /// Creates a loop.
  public init(
    now: @escaping () -> Int64, sleep: @escaping (Int64) async throws -> Void,
    input: @escaping () throws -> SettlementSchedule.Input,
    deliver: @escaping (Data, String) throws(DeliveryError) -> DeliveryReceipt,
    report: @escaping (ScheduleReport) -> Void
  ) {
    self.now = now
    self.sleep = sleep
    self.input = input
    self.deliver = deliver
    self.report = report
  }

  /// Works off what is due now. True when nothing is left to do before the next scheduled time.
  public func work(_ schedule: inout SettlementSchedule) -> Bool {
    var isDone = true
    if schedule.due(at: now()) != nil {
      do { try schedule.make(try input(), at: now(), report: report) } catch {
        report(.failed(reason: "\(error)"))
        isDone = false
      }
    }
    do throws(ScheduleError) {
      try schedule.deliver(at: now(), report: report, deliver)
      let waiting = try schedule.waiting
      return isDone && waiting.isEmpty
    } catch {
      report(.failed(reason: "\(error)"))
      return false
    }
  }

  /// Runs until `sleep` throws.
  public func run(_ schedule: inout SettlementSchedule) async throws {
    while true {
      let isDone = work(&schedule)
      let untilNext = max(schedule.next(after: now()) - now(), 1)
      // Never long: a clock that is set meanwhile must not cost a day.
      try await sleep(min(untilNext, isDone ? 3600 : retrySeconds))
    }
  }
}
