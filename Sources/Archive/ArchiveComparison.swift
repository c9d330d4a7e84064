import Instation

/// One check of what the archive holds.
public struct ArchiveFinding: Equatable, Sendable, Encodable {
  /// Meter, and the channel's code with its profile.
  public var meter: String
  public var channel: String
  /// What was found: `gap`, `contradiction`, `register`, `differs`, `only-here`, `only-there`.
  public var kind: String
  /// UTC seconds.
  public var fromSeconds: Int64
  public var toSeconds: Int64
  /// In words.
  public var words: String

  /// Creates a finding.
  public init(
    meter: String, channel: String, kind: String, fromSeconds: Int64, toSeconds: Int64, words: String
  ) {
    self.meter = meter
    self.channel = channel
    self.kind = kind
    self.fromSeconds = fromSeconds
    self.toSeconds = toSeconds
    self.words = words
  }
}

extension MeterArchive {
  /// Compares register readings with the intervals between them.
  ///
  /// Between two readings a register advances by no less than the intervals that lie wholly between them, and
  /// by no more than these and the two that are cut. Where intervals are missing only a register that moved
  /// backwards can be told.
  public func compareRegisters() throws -> (checked: Int, findings: [ArchiveFinding]) {
    var findings: [ArchiveFinding] = []
    var checked = 0
    for meter in try meters() {
      for channel in try channels(of: meter.id) where channel.code.split(separator: ".")[3] == "29" {
        var groups = channel.code.split(separator: ".").map(String.init)
        groups[3] = "8"
        let register = groups.joined(separator: ".")
        let readings = try registerReadings(of: meter.id, code: register)
        for (one, next) in zip(readings, readings.dropFirst()) {
          guard one.scaler == next.scaler, one.unit == next.unit, let scaler = one.scaler,
            let mine = channel.scaler, scaler == mine
          else { continue }
          let period = channel.periodSeconds
          let first = one.seconds - (one.seconds % period)
          let rows = try intervals(of: channel.id, in: first...next.seconds)
          let whole = rows.filter {
            $0.startSeconds >= one.seconds && $0.startSeconds + period <= next.seconds
          }
          let advance = next.value - one.value
          let lower = whole.reduce(0) { $0 + $1.value }
          let upper = rows.reduce(0) { $0 + $1.value }
          let isComplete = rows.count == Int((next.seconds - first) / period) + 1
          checked += 1
          // A count of truncation at either end.
          let isGood = advance >= 0 && advance >= lower - 1 && (!isComplete || advance <= upper + 1)
          if !isGood {
            findings.append(
              ArchiveFinding(
                meter: meter.name, channel: channel.code, kind: "register", fromSeconds: one.seconds,
                toSeconds: next.seconds,
                words: "the register advanced by \(advance), its intervals say \(lower) to \(upper)"))
          }
        }
      }
    }
    return (checked, findings)
  }

  /// Compares the intervals of two archives, meter by meter (by serial number) and channel by channel.
  public func compare(with other: MeterArchive) throws -> (checked: Int, findings: [ArchiveFinding]) {
    var findings: [ArchiveFinding] = []
    var checked = 0
    let theirs = try other.meters()
    for meter in try meters() {
      guard let twin = theirs.first(where: { $0.name == meter.name }) else {
        findings.append(
          ArchiveFinding(
            meter: meter.name, channel: "", kind: "only-here", fromSeconds: meter.firstSeen,
            toSeconds: meter.lastSeen, words: "the other archive does not know this meter"))
        continue
      }
      let channels = try other.channels(of: twin.id)
      for channel in try self.channels(of: meter.id) {
        guard
          let twinChannel = channels.first(where: {
            $0.profile == channel.profile && $0.code == channel.code && $0.attribute == channel.attribute
              && $0.periodSeconds == channel.periodSeconds && $0.scaler == channel.scaler
              && $0.unit == channel.unit
          })
        else { continue }
        let all = Int64.min...Int64.max
        let mine = try intervals(of: channel.id, in: all)
        var rest = Dictionary(
          uniqueKeysWithValues: try other.intervals(of: twinChannel.id, in: all).map {
            ($0.startSeconds, $0.value)
          })
        func add(_ kind: String, _ start: Int64, _ words: String) {
          findings.append(
            ArchiveFinding(
              meter: meter.name, channel: "\(channel.profile) \(channel.code)", kind: kind,
              fromSeconds: start,
              toSeconds: start + channel.periodSeconds, words: words))
        }
        for interval in mine {
          guard let value = rest.removeValue(forKey: interval.startSeconds) else {
            add("only-here", interval.startSeconds, "\(interval.value) here, nothing there")
            continue
          }
          checked += 1
          if value != interval.value {
            add("differs", interval.startSeconds, "\(interval.value) here, \(value) there")
          }
        }
        for (start, value) in rest.sorted(by: { $0.key < $1.key }) {
          add("only-there", start, "nothing here, \(value) there")
        }
      }
    }
    return (checked, findings)
  }
}
