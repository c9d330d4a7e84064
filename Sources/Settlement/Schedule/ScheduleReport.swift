/// What a schedule did, one line each, for log and screen.
public enum ScheduleReport: Equatable, Sendable, CustomStringConvertible {
  /// Something of the input does not count.
  case leftOut(String)
  /// A day is new or has changed and stands in the file.
  case included(mpan: MPAN, date: FlowDate, version: Int, missing: Int)
  /// A day has changed, but later than the cut-off (a policy value): it is not sent.
  case tooLate(mpan: MPAN, date: FlowDate, days: Int)
  /// A file was made and waits in the outbox.
  case made(file: String, days: Int)
  /// Nothing is new or changed.
  case nothingToSend
  /// A file reached its target.
  case delivered(DeliveryReceipt)
  /// A file did not; it stays in the outbox.
  case notDelivered(file: String, reason: String)
  /// The input cannot be used; nothing is marked as worked off.
  case failed(reason: String)

  public var description: String {
    switch self {
    case .leftOut(let what): "left out: \(what)"
    case .included(let mpan, let date, let version, let missing):
      "\(mpan) \(date.dashed): version \(version)"
        + (missing > 0 ? ", \(missing) half hours of units missing (estimated)" : "")
    case .tooLate(let mpan, let date, let days):
      "\(mpan) \(date.dashed): changed \(days) days after the cut-off, not sent"
    case .made(let file, let days): "made \(file) with \(days) days"
    case .nothingToSend: "nothing new to send"
    case .delivered(let receipt): "delivered \(receipt.file) to \(receipt.target)"
    case .notDelivered(let file, let reason): "\(file) stays in the outbox: \(reason)"
    case .failed(let reason): "nothing done: \(reason)"
    }
  }
}
