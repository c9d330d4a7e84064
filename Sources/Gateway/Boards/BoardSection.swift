import Yams

/// One mapping of a board file, or of another file users write: refuses unknown keys and says where anything is wrong.
package struct BoardSection {
  package let file: String
  /// What the section is, for messages ("channel 2").
  package let name: String
  private let mapping: Node.Mapping
  private let mark: Mark?

  /// Checks that `node` is a mapping with no keys but `keys`; nil where the file's writer names them.
  package init(_ node: Node, file: String, name: String, keys: [String]?) throws {
    self.file = file
    self.name = name
    mark = node.mark
    guard case .mapping(let mapping) = node else {
      throw BoardSection.error(file, node.mark, "\(name) must be a mapping (key: value)")
    }
    self.mapping = mapping
    for (key, _) in mapping {
      guard let text = key.string else {
        throw BoardSection.error(file, key.mark, "a key of \(name) must be text")
      }
      if let keys, !keys.contains(text) {
        let known = keys.joined(separator: ", ")
        throw BoardSection.error(file, key.mark, "unknown key '\(text)' in \(name); known keys: \(known)")
      }
    }
  }

  package static func error(_ file: String, _ mark: Mark?, _ reason: String) -> BoardFileError {
    BoardFileError(file: file, line: mark?.line ?? 0, column: mark?.column ?? 0, reason: reason)
  }

  /// An error at `key`'s value, or at the section when the key is absent.
  package func error(at key: String, _ reason: String) -> BoardFileError {
    BoardSection.error(file, node(key)?.mark ?? mark, reason)
  }

  package func node(_ key: String) -> Node? { mapping.first { $0.key.string == key }?.value }

  /// Keys and values in the file's order.
  package var entries: [(key: String, value: Node)] {
    mapping.map { (key: $0.key.string ?? "", value: $0.value) }
  }

  private func scalar(_ key: String) throws -> String? {
    guard let node = node(key) else { return nil }
    guard case .scalar(let scalar) = node else {
      throw error(at: key, "'\(key)' must be a single value")
    }
    return scalar.string
  }

  package func text(_ key: String) throws -> String? {
    guard let text = try scalar(key) else { return nil }
    guard !text.isEmpty else { throw error(at: key, "'\(key)' must not be empty") }
    return text
  }

  package func requiredText(_ key: String) throws -> String {
    guard let text = try text(key) else { throw error(at: key, "\(name) needs '\(key)'") }
    return text
  }

  /// Refuses the section unless all of `keys` are there.
  package func require(_ keys: [String]) throws {
    guard let missing = keys.first(where: { node($0) == nil }) else { return }
    throw error(at: missing, "\(name) needs '\(missing)'")
  }

  package func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
    guard let text = try scalar(key) else { return nil }
    guard let value = Int(text) else {
      throw error(
        at: key, "'\(key)' must be a whole number without a unit (the unit is in the key), not '\(text)'")
    }
    guard range.contains(value) else {
      throw error(
        at: key, "'\(key)' must be \(range.lowerBound) to \(range.upperBound), not \(value)")
    }
    return value
  }

  package func number(_ key: String, in range: ClosedRange<Double>) throws -> Double? {
    guard let text = try scalar(key) else { return nil }
    guard let value = Double(text), value.isFinite else {
      throw error(at: key, "'\(key)' must be a number without a unit (the unit is in the key), not '\(text)'")
    }
    guard range.contains(value) else {
      throw error(at: key, "'\(key)' must be \(range.lowerBound) to \(range.upperBound), not \(text)")
    }
    return value
  }

  /// A positive decimal or ratio, exact.
  func ratio(_ key: String) throws -> ExactRatio? {
    guard let text = try scalar(key) else { return nil }
    guard let ratio = ExactRatio(parsing: text) else {
      throw error(
        at: key,
        "'\(key)' must be a positive number like 0.00025, 2.5e-4 or 1/4000 without a unit (the unit is in the "
          + "key), not '\(text)'")
    }
    return ratio
  }

  package func choice<T: RawRepresentable & CaseIterable>(
    _ key: String, _ type: T.Type
  ) throws -> T? where T.RawValue == String {
    guard let text = try scalar(key) else { return nil }
    guard let value = T(rawValue: text) else {
      let known = T.allCases.map(\.rawValue).joined(separator: ", ")
      throw error(at: key, "'\(key)' must be one of \(known), not '\(text)'")
    }
    return value
  }

  package func sections(_ key: String, name: String, keys: [String]) throws -> [BoardSection] {
    guard let node = node(key) else { return [] }
    guard case .sequence(let sequence) = node else {
      throw error(at: key, "'\(key)' must be a list (- …)")
    }
    return try sequence.enumerated().map { index, node in
      try BoardSection(node, file: file, name: "\(name) \(index + 1)", keys: keys)
    }
  }

  package func section(_ key: String, keys: [String]) throws -> BoardSection? {
    guard let node = node(key) else { return nil }
    return try BoardSection(node, file: file, name: "'\(key)'", keys: keys)
  }
}
