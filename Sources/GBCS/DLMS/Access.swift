/// One access of an access-request: what to do, where, and with which data.
public struct Access: Equatable, Sendable {
  public var operation: AccessOperation
  public var target: ObjectAttribute
  /// Null for reads.
  public var data: DLMSData

  public init(_ operation: AccessOperation, _ target: ObjectAttribute, data: DLMSData = .null) {
    self.operation = operation
    self.target = target
    self.data = data
  }
}

/// What an access does.
public enum AccessOperation: Equatable, Sendable {
  case get
  case set
  case action
  case getSelected(UInt8, DLMSData)
  case setSelected(UInt8, DLMSData)

  /// The choice octet of an access-request.
  var choice: UInt8 {
    switch self {
    case .get: 1
    case .set: 2
    case .action: 3
    case .getSelected: 4
    case .setSelected: 5
    }
  }

  /// The kind of result that answers it.
  public var kind: AccessKind {
    switch self {
    case .get, .getSelected: .get
    case .set, .setSelected: .set
    case .action: .action
    }
  }
}

/// The three kinds of access, with their octet in an access-response.
public enum AccessKind: UInt8, Equatable, Hashable, Sendable, CustomStringConvertible {
  case get = 1
  case set = 2
  case action = 3

  public var description: String {
    switch self {
    case .get: "get"
    case .set: "set"
    case .action: "action"
    }
  }
}
