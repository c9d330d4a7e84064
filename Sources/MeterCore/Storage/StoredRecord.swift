/// A record of fixed size that a `RecordStore` keeps in a log or a bank.
public protocol StoredRecord: Sendable, BitwiseCopyable {
  /// Bytes of the record.
  static var storedBytes: Int { get }
  /// An empty record, to be read into.
  init()
  /// Lists the fields, in the order of their bytes.
  mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan)
}
