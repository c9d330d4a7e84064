import Foundation

/// The second collection of a protocol test: a file, or what another client writes when it is started.
struct SecondCollection {
  /// File of an export; nil for none.
  let file: String?
  /// A shell command; nil for none.
  let command: String?
  /// The meter, as it was named to this program.
  let target: String
  /// File with the passwords of levels 1 to 3, which the other client may read itself.
  let credentials: String

  /// Where the command's output is kept until the run has taken it.
  private let output = FileManager.default.temporaryDirectory
    .appendingPathComponent("second-collection-\(UUID().uuidString).csv")

  init(file: String?, command: String?, target: String, credentials: String) {
    self.file = file
    self.command = command
    self.target = target
    self.credentials = credentials
  }

  /// Removes what the command wrote; the evidence has it.
  func tidy() { try? FileManager.default.removeItem(at: output) }

  /// Name of the CSV file for whole days between two UTC seconds; nil for none.
  func file(from: Int64, to: Int64) throws -> String? {
    guard let command else { return file }
    guard
      FileManager.default.createFile(
        atPath: output.path, contents: nil, attributes: [.posixPermissions: 0o600])
    else { throw CommandFailure(.usage, "\(output.path) cannot be written; set TMPDIR") }
    let handle = try FileHandle(forWritingTo: output)
    defer { try? handle.close() }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    var environment = ProcessInfo.processInfo.environment
    environment["METER_TARGET"] = target
    environment["METER_FROM"] = Self.text(from)
    environment["METER_TO"] = Self.text(to)
    environment["METER_CREDENTIALS"] = credentials
    process.environment = environment
    process.standardOutput = handle
    process.standardInput = FileHandle.nullDevice
    do { try process.run() } catch {
      throw CommandFailure(.usage, "--second: /bin/sh cannot be started: \(error.localizedDescription)")
    }
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw CommandFailure(
        .device,
        "--second ended with status \(process.terminationStatus): the step counts for nothing; try the command by itself, then run the same again"
      )
    }
    return output.path
  }

  private static func text(_ seconds: Int64) -> String {
    Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
  }
}
