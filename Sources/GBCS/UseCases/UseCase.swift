/// A GBCS use case of an electricity meter: its code, protection, who may call it, and which accesses make it up.
public struct UseCase: Equatable, Sendable {
  public let code: MessageCode
  /// As `ECS17a`.
  public let name: String
  /// Service references, as `4.2`.
  public let serviceReference: String
  public let title: String
  /// Critical: the command is signed inside its MAC and the response signed instead of MAC'd.
  public let isCritical: Bool
  /// Whether the response's grouping header has the meter's time.
  public let answersWithTime: Bool
  public let roles: Set<RemoteRole>
  public let accesses: [AccessPattern]
  /// This project's own code, not a published one.
  public let isProvisional: Bool

  /// An access that a use case has.
  public struct AccessPattern: Equatable, Sendable {
    public let kind: AccessKind
    /// With a range of entries.
    public let isSelective: Bool
    public let target: ObjectAttribute
    public let isOptional: Bool

    func matches(_ access: Access) -> Bool {
      let selective =
        switch access.operation {
        case .getSelected, .setSelected: true
        case .get, .set, .action: false
        }
      return access.target == target && access.operation.kind == kind && selective == isSelective
    }
  }

  /// The first access that is not part of the use case or missing from it; nil if the request is one of its.
  ///
  /// Every pattern is used at most once, every pattern that is not optional exactly once; the order is the request's.
  func mismatch(_ accesses: [Access]) -> String? {
    var left = self.accesses
    for access in accesses {
      guard let index = left.firstIndex(where: { $0.matches(access) }) else {
        return "\(access.operation.kind) \(access.target) is not part of \(name)"
      }
      left.remove(at: index)
    }
    guard let missing = left.first(where: { !$0.isOptional }) else { return nil }
    return "\(name) also needs \(missing.kind) \(missing.target)"
  }

  /// Use cases of a table: `code|name|service|mac or signed|time or nothing|roles|title|accesses`, an access being
  /// `get|select|set|do class name index…`, optional ones behind a question mark.
  static func rows(_ table: String, isProvisional: Bool = false) -> [UseCase] {
    table.split(separator: "\n").map { line in
      let columns = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      precondition(columns.count == 8, "use case table: \(line)")
      guard let code = UInt16(columns[0], radix: 16) else { preconditionFailure("use case table: \(line)") }
      return UseCase(
        code: MessageCode(code), name: columns[1], serviceReference: columns[2], title: columns[6],
        isCritical: columns[3] == "signed", answersWithTime: columns[4] == "time",
        roles: Set(columns[5].compactMap { RemoteRole(rawValue: $0) }), accesses: patterns(columns[7]),
        isProvisional: isProvisional)
    }
  }

  private static func patterns(_ text: String) -> [AccessPattern] {
    text.split(separator: ";").flatMap { part -> [AccessPattern] in
      var words = part.split(separator: " ")
      var verb = words.removeFirst()
      let isOptional = verb.hasPrefix("?")
      if isOptional { verb.removeFirst() }
      let kinds: [Substring: (AccessKind, Bool)] = [
        "get": (.get, false), "select": (.get, true), "set": (.set, false), "do": (.action, false),
      ]
      guard let (kind, isSelective) = kinds[verb], words.count >= 3, let identifier = UInt16(words[0]),
        let name = LogicalName(words[1])
      else { preconditionFailure("use case table: \(part)") }
      return words.dropFirst(2).map { word in
        guard let index = UInt8(word) else { preconditionFailure("use case table: \(part)") }
        return AccessPattern(
          kind: kind, isSelective: isSelective, target: ObjectAttribute(identifier, name, index),
          isOptional: isOptional)
      }
    }
  }
}
