/// A flow file cut into its records, with the counts of the trailer checked.
struct FlowFile {
  var envelope: FlowEnvelope
  /// The records between header and trailer.
  var records: [FlowRecord]
  /// The trailer's count of flows (MPANs).
  var flowCount: Int
  var trailerLine: Int

  init(_ text: String, flow: String) throws(FlowError) {
    var records: [FlowRecord] = []
    for (index, line) in FileLines.split(text).enumerated() {
      records.append(try FlowRecord(line, line: index + 1))
    }
    guard let first = records.first, first.group == "ZHV" else {
      throw FlowError(line: 1, group: "ZHV", reason: "the file does not begin with its header")
    }
    guard let last = records.last, last.group == "ZPT", records.count >= 2 else {
      throw FlowError(
        line: records.count, group: "ZPT", reason: "the file does not end with its trailer: it may be cut")
    }
    envelope = try FlowEnvelope(first, flow: flow)
    try last.expect(cells: 5)
    guard last.cell(0) == envelope.fileID else {
      throw last.error("File identifier", "'\(last.cell(0))' differs from the header's '\(envelope.fileID)'")
    }
    let count = try last.integer(1, "Record count", 0...9_999_999_999)
    guard count == records.count - 2 else {
      throw last.error("Record count", "says \(count), the file has \(records.count - 2)")
    }
    flowCount = try last.integer(3, "Flow count", 0...9_999_999_999)
    guard FlowDate.seconds(ofStamp: last.cell(4)) != nil else {
      throw last.error("Creation time", "'\(last.cell(4))' is no ccyymmddhhmmss")
    }
    trailerLine = last.line
    self.records = Array(records.dropFirst().dropLast())
  }

  func check(flows: Int) throws(FlowError) {
    guard flows == flowCount else {
      throw FlowError(
        line: trailerLine, group: "ZPT", field: "Flow count",
        reason: "says \(flowCount), the file has \(flows) MPANs")
    }
  }
}
