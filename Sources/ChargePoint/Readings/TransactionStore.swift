import Synchronization

/// The transaction books of all charge points, kept in a file so that they outlive the process.
public final class TransactionStore: Sendable {
  private let file: LineFile?
  private let books: Mutex<[String: TransactionBook]>

  /// Opens the store; without a path it lasts as long as the process.
  public init(path: String?) throws(LineFile.Failure) {
    var known: [String: TransactionBook] = [:]
    if let path {
      for line in try LineFile.lines(path: path) {
        guard let fields = try? JSONValue(json: line.utf8), let chargePoint = fields["charge_point"]?.text,
          let id = fields["transaction"]?.text
        else { continue }
        known[chargePoint, default: TransactionBook()].record(
          TransactionBook.Entry(
            id: id, connector: fields["connector"]?.integer.map { Int($0) },
            fingerprint: fields["start"]?.text ?? "", isOpen: fields["open"]?.boolean ?? false,
            lastSequence: fields["sequence"]?.integer))
      }
      file = try LineFile(path: path)
    } else {
      file = nil
    }
    books = Mutex(known)
  }

  /// What is known of a charge point.
  public func book(of chargePoint: String) -> TransactionBook {
    books.withLock { $0[chargePoint] ?? TransactionBook() }
  }

  /// Keeps changed transactions; to be called before the message that changed them is answered.
  public func keep(_ entries: [TransactionBook.Entry], of chargePoint: String) throws(LineFile.Failure) {
    guard !entries.isEmpty else { return }
    books.withLock { books in
      for entry in entries { books[chargePoint, default: TransactionBook()].record(entry) }
    }
    let lines = entries.map { entry in
      JSONValue.members(
        ("charge_point", .string(chargePoint)), ("transaction", .string(entry.id)),
        ("connector", entry.connector.map { .integer($0) }), ("open", .bool(entry.isOpen)),
        ("start", entry.fingerprint.isEmpty ? nil : .string(entry.fingerprint)),
        ("sequence", entry.lastSequence.map { .integer($0) })
      ).json
    }
    try file?.append(lines.joined(separator: "\n"))
  }
}
