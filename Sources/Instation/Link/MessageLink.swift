/// A link that carries whole messages (APDUs) to a meter and back.
protocol MessageLink: AnyObject {
  /// The line below.
  var line: ObservedLine { get }
  /// What the link agreed on, in words.
  var agreed: String { get }

  /// Opens the link.
  func open() throws(MeterReadError)

  /// Sends a message and returns the answer. `doing` says why, for a failure.
  func exchange(_ message: [UInt8], doing: String) throws(MeterReadError) -> [UInt8]

  /// A further message of the meter without a request; nil where none comes in time.
  func follow(doing: String) throws(MeterReadError) -> [UInt8]?

  /// Closes the link, politely where it is still open. Never fails.
  func close()
}
