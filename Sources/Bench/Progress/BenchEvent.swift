/// What happens during a run, as it happens.
public enum BenchEvent: Sendable {
  /// The steps that will be run, in order.
  case planned([BenchStep])
  /// A step begins.
  case began(id: String)
  /// A step goes on: what is seen now, and how much of it is done (0...1) where that is known.
  case progress(id: String, text: String, share: Double?)
  /// A step waits for a person.
  case waiting(id: String, instruction: String)
  /// A step is done.
  case ended(EvidenceCase)
  /// Something to tell that belongs to no step.
  case message(String)
  /// The run is over.
  case finished(EvidenceVerdict)
}
