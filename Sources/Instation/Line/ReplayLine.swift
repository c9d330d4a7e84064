/// A recording as a device: it answers what the meter answered, as long as the reader sends what it sent.
///
/// Time is virtual: it jumps to the next answer.
public final class ReplayLine: MeterLine {
  private var events: ArraySlice<LineEvent>
  public private(set) var nowNanoseconds: Int64 = 0
  private var isClosed = false

  /// Replays one line of `recording` (from one opening to the next), beginning with the `number`th.
  public init(_ recording: Recording, opening number: Int = 0) {
    let starts = recording.events.indices.filter { recording.events[$0].kind == .opened }
    let start = starts.indices.contains(number) ? starts[number] + 1 : recording.events.count
    let end = starts.indices.contains(number + 1) ? starts[number + 1] : recording.events.count
    events = recording.events[min(start, end)..<end]
  }

  public func send(_ octets: [UInt8]) throws(LineError) {
    guard !isClosed else { throw .closed }
    guard let event = events.popFirst(), case .sent(let expected) = event.kind else {
      throw .recordingDiffers("the reader sends \(octets.count) octets that the recording does not have here")
    }
    guard expected.count == octets.count,
      zip(expected, octets).allSatisfy({ $0 == nil || $0 == $1 })
    else {
      throw .recordingDiffers(
        "sent \(LineEvent.hex(octets)); the recording has \(LineEvent.hex(expected))")
    }
    nowNanoseconds = max(nowNanoseconds, event.nanoseconds)
  }

  public func receive(into octets: inout [UInt8], until deadline: Int64) throws(LineError) {
    octets.removeAll(keepingCapacity: true)
    switch events.first?.kind {
    case .received(let recorded):
      guard !recorded.contains(nil) else {
        throw .recordingDiffers("an answer with masked octets cannot be replayed")
      }
      octets = recorded.map { $0! }
      nowNanoseconds = max(nowNanoseconds + 1, events.first!.nanoseconds)
      events.removeFirst()
    case .closed:
      // The reader closed the recorded line here, or it broke: only a reader that still waits sees it.
      throw .closed
    case nil: throw .closed
    default: nowNanoseconds = max(deadline, nowNanoseconds)
    }
  }

  public func changeSpeed(baud: UInt32, isEightBit: Bool) throws(LineError) {
    guard let event = events.first, case .speed(baud, isEightBit) = event.kind else {
      throw .recordingDiffers("the reader changes to \(baud) baud, the recording does not")
    }
    events.removeFirst()
  }

  public func wait(until time: Int64) { nowNanoseconds = max(nowNanoseconds, time) }

  public func close() { isClosed = true }
}
