/// Turns a channel's `input` into the index of its sample in a set.
struct SampleInputNames {
  private enum Kind { case numbered, named, inOrder }

  private let kind: Kind
  /// Samples in a set, where numbered inputs state it.
  private let count: Int?
  private let named = Names()

  /// Names in the order of their first use.
  final class Names { var list: [String] = [] }

  init(_ source: SampleSourceSection) throws {
    switch (source.type, source.format) {
    case (.simulated, _): (kind, count) = (.inOrder, nil)
    case (.iio, _), (_, .csv?): (kind, count) = (.named, nil)
    case (_, .wav?): (kind, count) = (.numbered, nil)
    default:
      guard let inputs = try source.section.integer("input_count", in: 1...32) else {
        throw source.section.error(at: "input_count", "\(source.section.name) needs 'input_count'")
      }
      (kind, count) = (.numbered, inputs)
    }
  }

  var isSimulated: Bool { kind == .inOrder }

  /// Samples in a set of the source; nil where only the file knows.
  func count(of channels: [BoardSampleChannel]) -> Int? {
    switch kind {
    case .inOrder: channels.count
    case .named: named.list.count
    case .numbered: count
    }
  }

  /// Names used so far, in the order of the samples.
  var names: [String] { named.list }

  func input(of channel: BoardSection, position: Int) throws -> Int {
    switch kind {
    case .inOrder:
      guard channel.node("input") == nil else {
        throw channel.error(at: "input", "a simulated channel has no 'input': its role says what it is")
      }
      return position
    case .numbered:
      let last = (count ?? 32) - 1
      guard let input = try channel.integer("input", in: 0...last) else {
        throw channel.error(at: "input", "\(channel.name) needs 'input' (from 0)")
      }
      return input
    case .named:
      let name = try channel.requiredText("input")
      if let known = named.list.firstIndex(of: name) { return known }
      named.list.append(name)
      return named.list.count - 1
    }
  }
}
