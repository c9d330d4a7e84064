import MeterCore

/// Derives the readings from a frame journal again: the check that evidence and readings belong together.
public struct JournalReplay: Sendable {
  /// A line that is no journal entry, by its number from 1.
  public struct BadLine: Error, Equatable, Sendable, CustomStringConvertible {
    public var number: Int

    public var description: String { "line \(number) is not a line of a frame journal" }
  }

  private var dialogues: [String: MeteringDialogue] = [:]

  /// Starts without any known transaction.
  public init() {}

  /// Takes one line; returns the samples of its frame.
  public mutating func take(line: String, number: Int) throws(BadLine) -> [MeterSample] {
    guard let entry = try? JSONValue(json: line.utf8), let chargePoint = entry["charge_point"]?.text,
      let stamp = entry["time"]?.text, let time = RFC3339.instant(stamp),
      let direction = entry["direction"]?.text
    else { throw BadLine(number: number) }
    // Frames that were not OCPP are in the journal too; they hold no readings.
    guard let version = entry["protocol"]?.text.flatMap(OCPPVersion.init(rawValue:)),
      let text = entry["frame"]?.text, let frame = try? OCPPFrame(text: text.utf8)
    else { return [] }
    var dialogue = dialogues[chargePoint] ?? MeteringDialogue(chargePoint: chargePoint, version: version)
    if dialogue.version != version {
      dialogue = MeteringDialogue(chargePoint: chargePoint, version: version, book: dialogue.book)
    }
    defer { dialogues[chargePoint] = dialogue }
    switch (direction, frame) {
    case (FrameJournal.Direction.fromChargePoint.rawValue, .call(let id, let action, let payload)):
      return
        (try? dialogue.called(id: id, action: action, payload: payload, receivedAt: time.instant))?.samples
        ?? []
    case (FrameJournal.Direction.toChargePoint.rawValue, .result(let id, let payload)):
      return dialogue.answered(id: id, payload: payload).samples
    default: return []
    }
  }
}
