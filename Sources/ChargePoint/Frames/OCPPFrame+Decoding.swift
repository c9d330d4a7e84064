extension OCPPFrame {
  /// Longest message id (OCPP-J: "maximum of 36 characters, to allow for GUIDs").
  public static let longestID = 36

  /// Reads one frame from its text.
  public init(text bytes: some Sequence<UInt8>) throws(FrameError) {
    let value: JSONValue
    do { value = try JSONValue(json: bytes) } catch { throw .notJSON(error) }
    guard case .array(let parts) = value, let type = parts.first?.integer else { throw .notAFrame }
    guard parts.count > 1, let id = parts[1].text, !id.isEmpty, id.utf8.count <= OCPPFrame.longestID else {
      throw .badID
    }
    switch (type, parts.count) {
    case (2, 4):
      guard let action = parts[2].text, case .object = parts[3] else { throw .badParts(id: id, type: 2) }
      self = .call(id: id, action: action, payload: parts[3])
    case (3, 3):
      guard case .object = parts[2] else { throw .badParts(id: id, type: 3) }
      self = .result(id: id, payload: parts[2])
    // Some charge points leave out the details, or the description with them.
    case (4, 3...5):
      guard let code = parts[2].text else { throw .badParts(id: id, type: 4) }
      self = .error(
        id: id,
        CallError(
          CallError.Code(rawValue: code) ?? .genericError,
          parts.count > 3 ? parts[3].text ?? "" : "", details: parts.count > 4 ? parts[4] : .object([])))
    case (2...4, _): throw .badParts(id: id, type: Int(type))
    default: throw .unknownType(id: id)
    }
  }
}
