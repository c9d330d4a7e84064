import Synchronization

/// The transaction books of all charge points, kept in a file so that they outlive the process.
public final class TransactionStore: Sendable {
  private let append: @Sendable (String) throws(LineFile.Failure) -> Void
  private let books: Mutex<[String: TransactionBook]>
  /// Lines that could not be written: a message sent again changes no book, so they go with the next ones.
  private let unwritten = Mutex<[String]>([])

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
      let file = try LineFile(path: path)
      append = { (line) throws(LineFile.Failure) in try file.append(line) }
    } else {
      append = { (_) throws(LineFile.Failure) in }
    }
    books = Mutex(known)
  }

  /// A store that writes its lines through `append`.
  init(append: @escaping @Sendable (String) throws(LineFile.Failure) -> Void) {
    self.append = append
    books = Mutex([:])
  }

  /// What is known of a charge point.
  public func book(of chargePoint: String) -> TransactionBook {
    books.withLock { $0[chargePoint] ?? TransactionBook() }
  }

  /// Keeps changed transactions; to be called before the message that changed them is answered.
  public func keep(_ entries: [TransactionBook.Entry], of chargePoint: String) throws(LineFile.Failure) {
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
    let failure = unwritten.withLock { unwritten -> LineFile.Failure? in
      unwritten += lines
      guard !unwritten.isEmpty else { return nil }
      do throws(LineFile.Failure) { try append(unwritten.joined(separator: "\n")) } catch {
        // A disk that stays full must not fill the memory, too: the oldest go.
        unwritten.removeFirst(max(unwritten.count - 10_000, 0))
        return error
      }
      unwritten = []
      return nil
    }
    if let failure { throw failure }
  }
}
