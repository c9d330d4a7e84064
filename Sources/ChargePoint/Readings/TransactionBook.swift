import MeterCore

/// The transactions of one charge point: which connector an id belongs to, and what was seen of it last.
///
/// 1.6's StopTransaction names no connector and 2.0.1's later events need not name the EVSE, so the book is
/// what attributes their registers. It outlives connections and, through its changes, the process.
public struct TransactionBook: Equatable, Sendable {
  /// One transaction.
  public struct Entry: Equatable, Sendable {
    public var id: String
    public var connector: Int?
    /// What a repeated StartTransaction is recognised by: connector, tag, register and stamp.
    public var fingerprint: String
    public var isOpen: Bool
    /// 2.0.1: last sequence number.
    public var lastSequence: Int64?

    /// Creates an entry.
    public init(
      id: String, connector: Int?, fingerprint: String = "", isOpen: Bool = true, lastSequence: Int64? = nil
    ) {
      self.id = id
      self.connector = connector
      self.fingerprint = fingerprint
      self.isOpen = isOpen
      self.lastSequence = lastSequence
    }
  }

  private(set) var entries: [Entry] = []
  /// Highest number given to a 1.6 transaction.
  public private(set) var lastNumber: Int64 = 0
  /// Closed transactions kept: late and repeated messages still find their connector.
  static let closedKept = 32

  /// An empty book.
  public init() {}

  /// The transaction with this id.
  public subscript(id: String) -> Entry? { entries.last { $0.id == id } }

  /// The newest transaction begun by the same message, open or lately closed.
  public func repeated(_ fingerprint: String) -> Entry? {
    fingerprint.isEmpty ? nil : entries.last { $0.fingerprint == fingerprint }
  }

  /// Open transactions, oldest first.
  public var open: [Entry] { entries.filter(\.isOpen) }

  /// The next number for a 1.6 transaction; numbers are never used again.
  public func nextNumber() -> Int64 { lastNumber + 1 }

  /// Adds or replaces a transaction.
  public mutating func record(_ entry: Entry) {
    if let number = Int64(entry.id) { lastNumber = max(lastNumber, number) }
    if let index = entries.lastIndex(where: { $0.id == entry.id }) {
      entries[index] = entry
    } else {
      entries.append(entry)
    }
    while entries.count(where: { !$0.isOpen }) > TransactionBook.closedKept,
      let oldest = entries.firstIndex(where: { !$0.isOpen })
    {
      entries.remove(at: oldest)
    }
  }
}
