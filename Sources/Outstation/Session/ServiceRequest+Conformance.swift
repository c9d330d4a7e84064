import COSEM

extension ServiceRequest {
  /// What must have been agreed for this request.
  var conformance: Conformance {
    switch self {
    case .get(_, .none), .getNext: .get
    case .get: [.get, .selectiveAccess]
    case .getList: [.get, .multipleReferences]
    case .set: .set
    case .setList: [.set, .multipleReferences]
    case .setFirstBlock, .setBlock: [.set, .blockTransferWithSet]
    case .setFirstBlockList: [.set, .blockTransferWithSet, .multipleReferences]
    case .action, .actionNext: .action
    case .actionList: [.action, .multipleReferences]
    case .actionFirstBlock, .actionBlock: [.action, .blockTransferWithAction]
    case .actionFirstBlockList: [.action, .blockTransferWithAction, .multipleReferences]
    }
  }
}
