import Foundation

/// Talks with the tester: questions on standard output, one live line on standard error.
final class BenchAccuracyTerminal {
  private let isShown: Bool
  private var last = Date.distantPast
  private var hasDrawn = false

  init(isShown: Bool) { self.isShown = isShown }

  /// Asks; nil at the end of the input.
  func ask(_ question: String) -> String? {
    clear()
    print("\(question): ", terminator: "")
    fflush(nil)
    return readLine()?.trimmingCharacters(in: .whitespaces)
  }

  /// Asks for a decimal until there is one; nil at the end of the input.
  func askNumber(_ question: String) -> String? {
    while let text = ask(question) {
      let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      if (1...2).contains(parts.count), text.utf8.count <= 16,
        parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } })
      {
        return text
      }
      say("'\(text)' is no number like 123.45")
    }
    return nil
  }

  func say(_ text: String) {
    clear()
    print(text)
  }

  /// True when a line was entered; it is taken.
  func hasLine() -> Bool {
    var input = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    guard poll(&input, 1, 0) > 0 else { return false }
    _ = readLine()
    return true
  }

  /// Draws the live line, at most five times a second.
  func show(_ text: String) {
    guard isShown, Date().timeIntervalSince(last) > 0.2 else { return }
    last = Date()
    hasDrawn = true
    FileHandle.standardError.write(Data("\r\(text)\u{1B}[K".utf8))
  }

  func clear() {
    guard hasDrawn else { return }
    hasDrawn = false
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
  }
}
