import Gateway
import Glibc

/// One meter of a collection, in a line.
struct CollectionLine: Encodable {
  var meter: String
  var serial: String?
  var ok: Bool
  var failure: String?
  var rows: Int
  var new: Int?
  var same: Int?
  var contradictory: Int?
  var missing: Int64
  var clockOffsetSeconds: Double?
  var seconds: Double

  init(_ outcome: CollectionOutcome) {
    meter = outcome.name
    ok = outcome.reading != nil
    failure = outcome.failure
    serial = outcome.reading?.identity.serial
    rows = outcome.reading?.profiles.reduce(0) { $0 + $1.rows.count } ?? 0
    missing = outcome.reading?.profiles.reduce(0) { $0 + $1.findings.missing } ?? 0
    new = outcome.counts?.new
    same = outcome.counts?.same
    contradictory = outcome.counts?.contradictory
    clockOffsetSeconds = outcome.reading?.clock.map { Double($0.offsetNanoseconds) / 1e9 }
    seconds = outcome.seconds
  }

  var text: String {
    let time = "\(Int(seconds * 10) / 10).\(Int(seconds * 10) % 10) s"
    guard ok else { return "\(meter): FAILED after \(time): \(failure ?? "")" }
    var text = "\(meter): \(serial ?? "") \(rows) rows"
    if let new, let same { text += ", \(new) new, \(same) known" }
    if missing > 0 { text += ", \(missing) missing" }
    return text + ", \(time)"
  }
}

/// All meters of a collection.
struct CollectionDocument: Encodable {
  var meters: [CollectionLine]
  var failed: Int
  var peakMemoryKilobytes: Int
}

/// The most memory that this process used.
enum PeakMemory {
  static func kilobytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Int(usage.ru_maxrss)
  }
}
