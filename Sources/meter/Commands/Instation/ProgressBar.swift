import Foundation
import Instation

/// A bar on standard error for a long read: how far, and how long still.
final class ProgressBar: @unchecked Sendable {
  // Used from one reading thread at a time.
  private let isShown: Bool
  private let start = Date()
  private var last = Date.distantPast
  private var hasDrawn = false

  init(isShown: Bool) { self.isShown = isShown }

  func show(_ progress: ReadProgress) {
    guard isShown, Date().timeIntervalSince(last) > 0.2, progress.expected > 0 else { return }
    last = Date()
    let share = Double(progress.rows) / Double(progress.expected)
    let width = 30
    let full = Int(share * Double(width))
    let bar = String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
    let passed = last.timeIntervalSince(start)
    let left = share > 0.01 ? Self.time(passed / share - passed) : "…"
    let text =
      "\r[\(bar)] \(Int(share * 100)) %  \(progress.rows)/\(progress.expected) rows  \(left) left   "
    FileHandle.standardError.write(Data(text.utf8))
    hasDrawn = true
  }

  func end() {
    guard hasDrawn else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
  }

  private static func time(_ seconds: Double) -> String {
    let whole = Int(seconds)
    return whole >= 60 ? "\(whole / 60) min \(whole % 60) s" : "\(whole) s"
  }
}
