/// An entry of the event, security, power event, auxiliary load or alert log.
public struct CodedEvent: Equatable, StoredRecord {
  /// Seconds UTC since 1970; 0 while the clock had no time.
  public var seconds: UInt32 = 0
  /// What happened, by the published alert and event codes.
  public var code: UInt16 = 0
  /// Detail, by code: a message code, a controller's number; in the alert log the recipients.
  public var detail: UInt16 = 0
  /// Detail, by code: for an outage its start, seconds UTC since 1970.
  public var value: UInt32 = 0
  /// Detail, by code: for an outage its length in seconds.
  public var extra: UInt32 = 0

  /// An empty entry.
  public init() {}

  /// Creates an entry.
  public init(seconds: UInt32, code: UInt16, detail: UInt16 = 0, value: UInt32 = 0, extra: UInt32 = 0) {
    self.seconds = seconds
    self.code = code
    self.detail = detail
    self.value = value
    self.extra = extra
  }

  public static var storedBytes: Int { 16 }

  public mutating func code(_ coder: inout RecordCoder, _ bytes: inout MutableRawSpan) {
    coder.field(&seconds, &bytes)
    coder.field(&code, &bytes)
    coder.field(&detail, &bytes)
    coder.field(&value, &bytes)
    coder.field(&extra, &bytes)
  }
}
