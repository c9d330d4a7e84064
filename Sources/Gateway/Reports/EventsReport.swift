import MeterCore
import Settlement

/// The event log as JSON and text.
public struct EventsReport: Encodable, Sendable {
  struct Entry: Encodable, Sendable {
    var entry: UInt32
    var time: String?
    var clock: String
    var event: String
    var channel: String?
    var value: Int64
  }

  var events: [Entry]

  /// The report of some events; `names` are the channels'.
  public init(_ events: [MeterEvent], names: [String]) {
    self.events = events.map { event in
      Entry(
        entry: event.id,
        time: event.clockQuality == .unset ? nil : UTCStamp.iso(event.instant.seconds),
        clock: "\(event.clockQuality)", event: "\(event.code)",
        channel: Self.place(of: event, names), value: event.value)
    }
  }

  /// What an event is about: a channel, or an element of a sampled meter.
  private static func place(of event: MeterEvent, _ names: [String]) -> String? {
    switch event.code {
    case .voltageSag, .voltageSwell, .voltageNormal, .phaseFailed, .phaseRestored, .overRange:
      return "element \(event.channel)"
    case .reverseRunning, .forwardRunning: return event.channel == 0 ? "sum" : "element \(event.channel)"
    case .phaseSequenceReversed, .phaseSequenceRestored, .samplesLost, .calibrationChanged: return nil
    default: break
    }
    if event.channel == 255 { return nil }
    return Int(event.channel) < names.count ? names[Int(event.channel)] : "\(event.channel)"
  }

  /// A table for people.
  public var text: String {
    TextTable.render(
      ["entry", "time (UTC)", "clock", "event", "channel", "value"],
      events.map {
        ["\($0.entry)", $0.time ?? "-", $0.clock, $0.event, $0.channel ?? "-", "\($0.value)"]
      }, rightAligned: [0, 5])
  }
}
