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
