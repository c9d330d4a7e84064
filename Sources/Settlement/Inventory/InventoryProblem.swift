/// A field of an inventory that cannot be accepted, and the response it gets.
public struct InventoryProblem: Error, Equatable, Sendable, CustomStringConvertible {
  /// Where, and what is wrong.
  public var error: FlowError
  /// The MPAN's text as it came; empty where none was read.
  public var mpan: String
  /// The MPAN's sequence number as it came.
  public var sequence: String
  /// Response reason; nil where the catalogue has none for it (structure of the file).
  public var reason: UMSResponse.Reason?
  /// Error of an item (reason G).
  public var item: UMSResponse.ItemError?

  public var description: String {
    let code = reason.map { " (response \($0.rawValue)\(item.map { ", error \($0.code.rawValue)" } ?? ""))" }
    return error.description + (code ?? "")
  }
}
