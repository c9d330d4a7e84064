import HAL

/// A pulse input that plays a script; `finish` reports what was not played.
public final class ScriptedPulseInput: PulseInput {
  /// One step of a script.
  public enum Step: Equatable, Sendable {
    /// An edge that is delivered when read.
    case edge(LineEdge)
    /// Nothing more is there for this read.
    case pause
    /// The read fails.
    case failure(PulseInputError)
  }

  public let capabilities: PulseInputCapabilities
  private var script: [Step]
  private var levels: [Bool]

  /// Plays `script` on lines that start at `levels`.
  public init(_ script: [Step], levels: [Bool], capabilities: PulseInputCapabilities = [.countsLostEdges]) {
    self.script = script.reversed()
    self.levels = levels
    self.capabilities = capabilities
  }

  public func isActive(channel: UInt8) throws(PulseInputError) -> Bool {
    guard Int(channel) < levels.count else { throw PulseInputError(.noSuchChannel, channel: channel) }
    return levels[Int(channel)]
  }

  public func readEdges(into edges: inout MutableSpan<LineEdge>) throws(PulseInputError) -> Int {
    var count = 0
    while count < edges.count, let step = script.popLast() {
      switch step {
      case .edge(let edge):
        edges[count] = edge
        levels[Int(edge.channel)] = edge.isActive
        count += 1
      case .pause: return count
      case .failure(let error):
        if count > 0 {
          script.append(step)
          return count
        }
        throw error
      }
    }
    return count
  }

  /// Steps that were not played.
  public func finish() -> [Step] { script.reversed() }
}
