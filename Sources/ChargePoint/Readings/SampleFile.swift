/// A sink that writes samples as JSON lines.
public struct SampleFile: ReadingSink {
  private let file: LineFile

  /// Writes to a file of lines.
  public init(file: LineFile) { self.file = file }

  public func accept(_ samples: [MeterSample]) async throws {
    // One write for one message: it is kept whole or not at all.
    try file.append(samples.map(\.json.json).joined(separator: "\n"))
  }
}
