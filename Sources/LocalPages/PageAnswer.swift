/// What a page request is answered with.
public struct PageAnswer: Sendable {
  /// HTTP status code.
  public var status: Int
  /// Media type, with its character set.
  public var contentType: String
  /// The content.
  public var body: [UInt8]

  /// Creates an answer.
  public init(status: Int = 200, contentType: String, body: [UInt8]) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }

  /// A line of plain text.
  public static func text(_ text: String, status: Int = 200) -> PageAnswer {
    PageAnswer(status: status, contentType: "text/plain; charset=utf-8", body: Array((text + "\n").utf8))
  }

  /// A JSON document.
  public static func json(_ body: [UInt8]) -> PageAnswer {
    PageAnswer(contentType: "application/json", body: body)
  }

  /// An HTML page.
  public static func html(_ body: [UInt8]) -> PageAnswer {
    PageAnswer(contentType: "text/html; charset=utf-8", body: body)
  }
}
