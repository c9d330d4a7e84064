/// An event log that writes JSON lines.
public struct EventFile: ChargePointEventLog {
  private let file: LineFile

  /// Writes to a file of lines.
  public init(file: LineFile) { self.file = file }

  public func record(_ event: ChargePointEvent) {
    // A full disk must not stop the metering; readings themselves report their own failures.
    try? file.append(event.json.json)
  }
}
