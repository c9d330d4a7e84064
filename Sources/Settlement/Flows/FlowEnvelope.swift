/// The first and last record of a flow file (`ZHV`, `ZPT`).
///
/// Not part of the flow catalogue: as real generators of pool transfer files write them. The role letters of the
/// Meter Administrator and the unmetered-supplies operator were not found: they are settings, *unverified*.
public struct FlowEnvelope: Equatable, Sendable {
  /// File identifier, repeated in the trailer.
  public var fileID: String
  /// Role letter of the sender.
  public var fromRole: String
  /// Market participant id of the sender, CHAR(4).
  public var fromParticipant: String
  /// Role letter of the receiver.
  public var toRole: String
  /// Market participant id of the receiver, CHAR(4).
  public var toParticipant: String
  /// Creation: seconds UTC since 1970.
  public var createdSeconds: Int64
  /// `OPER` for live files, a test flag otherwise.
  public var testFlag: String

  /// Creates an envelope.
  public init(
    fileID: String, fromRole: String, fromParticipant: String, toRole: String, toParticipant: String,
    createdSeconds: Int64, testFlag: String = "OPER"
  ) {
    self.fileID = fileID
    self.fromRole = fromRole
    self.fromParticipant = fromParticipant
    self.toRole = toRole
    self.toParticipant = toParticipant
    self.createdSeconds = createdSeconds
    self.testFlag = testFlag
  }

  /// The header record of a flow such as `D0379001`.
  func header(flow: String) -> String {
    "ZHV|\(fileID)|\(flow)|\(fromRole)|\(fromParticipant)|\(toRole)|\(toParticipant)|\(FlowDate.stamp(createdSeconds))||||\(testFlag)|"
  }

  /// The trailer record: `lines` without header and trailer, `flows` counted in MPANs.
  func trailer(lines: Int, flows: Int) -> String {
    "ZPT|\(fileID)|\(lines)||\(flows)|\(FlowDate.stamp(createdSeconds))|"
  }

  init(_ record: FlowRecord, flow: String) throws(FlowError) {
    try record.expect(cells: 11)
    guard record.cell(1) == flow else {
      throw record.error("Flow and version", "is '\(record.cell(1))', expected '\(flow)'")
    }
    guard let created = FlowDate.seconds(ofStamp: record.cell(6)) else {
      throw record.error("Creation time", "'\(record.cell(6))' is no ccyymmddhhmmss")
    }
    self.init(
      fileID: try record.text(0, "File identifier", 1...10), fromRole: try record.text(2, "From role", 1...1),
      fromParticipant: try record.text(3, "From participant", 1...4),
      toRole: try record.text(4, "To role", 1...1),
      toParticipant: try record.text(5, "To participant", 1...4), createdSeconds: created,
      testFlag: try record.text(10, "Test flag", 0...4))
  }
}
