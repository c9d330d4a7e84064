/// The lines of a file that end in LF or CR LF.
///
/// By bytes: Swift takes CR LF as one character, which is not LF.
enum FileLines {
  /// The lines without their ends; a last line without an end counts too.
  static func split(_ text: String) -> [Substring] {
    var lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false).map {
      Substring($0.last == 13 ? $0.dropLast() : $0)
    }
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}
