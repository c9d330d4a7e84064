/// A rule of the Codes of Practice that can be measured over a meter's port.
public struct CoPRule: Encodable, Equatable, Sendable {
  /// What a check needs.
  public enum Access: String, Codable, Sendable {
    /// Reading alone.
    case read
    /// Writing to a meter on a bench.
    case bench
    /// A condition that somebody or a simulator makes.
    case condition
    /// Edges of a pulse output.
    case pulses
    /// Another command of this program.
    case elsewhere
  }

  /// Id, e.g. `OST-STO-1`.
  public var id: String
  /// What is asked for, in a few words.
  public var title: String
  /// Numbers of the Codes of Practice it belongs to.
  public var cops: [Int]
  /// First day it holds for new equipment.
  public var since: String?
  /// The rule that it replaces.
  public var supersedes: String?
  /// How it is measured.
  public var method: String
  /// The limit.
  public var limit: String
  /// Where it was found; the first one decides where no part is named.
  public var sources: [CoPSource]
  /// What a check needs.
  public var access: Access
  /// Rules that are measured on what this one asks for, and fail with it.
  public var dependants: [String]

  init(
    _ id: String, _ title: String, _ cops: [CodeOfPractice], since: String? = nil, supersedes: String? = nil,
    method: String, limit: String, _ sources: CoPSource..., access: Access = .read, dependants: [String] = []
  ) {
    self.id = id
    self.title = title
    self.cops = cops.map(\.rawValue)
    self.since = since
    self.supersedes = supersedes
    self.method = method
    self.limit = limit
    self.sources = sources
    self.access = access
    self.dependants = dependants
    status = (sources.first { $0.part.isEmpty } ?? sources[0]).status
  }

  /// Id of the rule's case in a pack, which is a name of a folder: `ACC` for `ACC-*`.
  public static func caseID(_ rule: String) -> String {
    rule.hasSuffix("-*") ? String(rule.dropLast(2)) : rule
  }

  /// How sure the rule is as a whole.
  public private(set) var status: CoPRuleStatus

  /// How sure a part of it is.
  public func status(of part: String) -> CoPRuleStatus { source(of: part).status }

  /// The source of a part.
  public func source(of part: String) -> CoPSource { sources.first { $0.part == part } ?? sources[0] }

  /// All sources, e.g. `M-H; flags S5*`.
  public var sourceText: String {
    sources.map { $0.part.isEmpty ? $0.tag : "\($0.part) \($0.tag)" }.joined(separator: "; ")
  }

  /// All statuses, e.g. `advisory; flags derived`.
  public var statusText: String {
    sources.map { $0.part.isEmpty ? $0.status.rawValue : "\($0.part) \($0.status.rawValue)" }.joined(
      separator: "; ")
  }
}
