/// A layout of event logs between a CMS and its Meter Administrator.
///
/// The layout that settlement uses was not found, so none is built in under that name: an implementation of it is
/// one more type of this protocol. Until then `NeutralEventLog` serves, this project's own.
public protocol EventLogCodec: Sendable {
  /// Name of the layout, as reports print it.
  static var name: String { get }
  /// Whether the layout was taken from a published text.
  static var isVerified: Bool { get }
  /// The file of some events.
  static func text(_ events: [MeterLogEvent]) -> String
  /// The events of a file; throws at the first line that is wrong.
  static func events(_ text: String) throws(FlowError) -> [MeterLogEvent]
}
