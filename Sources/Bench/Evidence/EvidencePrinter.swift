import Foundation

/// A program of this machine that prints the report as PDF.
public struct EvidencePrinter: Sendable {
  /// Path of the program.
  public let path: String

  /// A printer that is installed, the first of chromium, weasyprint and wkhtmltopdf; nil for none.
  public static var installed: EvidencePrinter? {
    for name in ["chromium", "chromium-browser", "google-chrome", "weasyprint", "wkhtmltopdf"] {
      for folder in ["/usr/bin", "/usr/local/bin"] {
        let path = "\(folder)/\(name)"
        if FileManager.default.isExecutableFile(atPath: path) { return EvidencePrinter(path: path) }
      }
    }
    return nil
  }

  /// Names the program.
  public init(path: String) { self.path = path }

  /// Name of the program.
  public var name: String { (path as NSString).lastPathComponent }

  /// Prints; returns what went wrong, nil for nothing.
  func print(_ html: URL, to pdf: URL, seconds: Double = 60) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("print-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    switch name {
    case "weasyprint", "wkhtmltopdf": process.arguments = [html.path, pdf.path]
    default:
      // The page is our own, without script and without network; as root the browser has no sandbox.
      process.arguments =
        [
          "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions",
          "--disable-background-networking",
          "--user-data-dir=\(scratch.path)", "--no-pdf-header-footer", "--print-to-pdf=\(pdf.path)",
        ] + (geteuid() == 0 ? ["--no-sandbox"] : []) + [html.absoluteString]
    }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    do { try process.run() } catch { return "\(name) cannot be started: \(error.localizedDescription)" }
    guard ended.wait(timeout: .now() + seconds) == .success else {
      process.terminate()
      return "\(name) did not end within \(Int(seconds)) s"
    }
    guard process.terminationStatus == 0, FileManager.default.fileExists(atPath: pdf.path) else {
      return "\(name) ended with \(process.terminationStatus) and made no file"
    }
    return nil
  }
}
