import COSEM

/// The forms of APDU that samples are made of.
enum SampleKind: String, CaseIterable {
  case associationRequest, associationRequestPassword, associationRequestGMAC
  case associationResponse, associationResponseChallenge, associationRefusal
  case releaseRequest, releaseResponse
  case getRequest, getRequestRange, getRequestEntry, getRequestNext, getRequestList
  case setRequest, setRequestFirstBlock, setRequestBlock, setRequestList, setRequestListFirstBlock
  case actionRequest, actionRequestNext, actionRequestList, actionRequestFirstBlock, actionRequestBlock
  case getResponse, getResponseRefused, getResponseBlock, getResponseBlockRefused, getResponseList
  case setResponse, setResponseBlock, setResponseLastBlock, setResponseLastBlockList, setResponseList
  case actionResponse, actionResponseReturn, actionResponseBlock, actionResponseList, actionResponseNext
  case generalBlock, exception, exceptionCounter, dataNotification, data

  /// Writes one; `round` goes through the types of bare data.
  func compose(_ composer: inout APDUComposer, round: Int) -> [(String, SampleField)] {
    switch self {
    case .associationRequest: composer.associationRequest(.none)
    case .associationRequestPassword: composer.associationRequest(.low)
    case .associationRequestGMAC: composer.associationRequest(.highGMAC)
    case .associationResponse: composer.associationResponse(hasChallenge: false)
    case .associationResponseChallenge: composer.associationResponse(hasChallenge: true)
    case .associationRefusal: composer.associationRefusal()
    case .releaseRequest: composer.release(isRequest: true)
    case .releaseResponse: composer.release(isRequest: false)
    case .getRequest: composer.getRequest(.none)
    case .getRequestRange: composer.getRequest(composer.range())
    case .getRequestEntry: composer.getRequest(composer.entry())
    case .getRequestNext: composer.next(.getRequest)
    case .getRequestList: composer.getList()
    case .setRequest: composer.setRequest()
    case .setRequestFirstBlock: composer.setFirstBlock()
    case .setRequestBlock: composer.furtherBlock(.setRequest, 3)
    case .setRequestList: composer.setList()
    case .setRequestListFirstBlock: composer.setListFirstBlock()
    case .actionRequest: composer.actionRequest()
    case .actionRequestNext: composer.next(.actionRequest)
    case .actionRequestList: composer.actionList()
    case .actionRequestFirstBlock: composer.actionFirstBlock()
    case .actionRequestBlock: composer.furtherBlock(.actionRequest, 6)
    case .getResponse: composer.getResponse(isRefused: false)
    case .getResponseRefused: composer.getResponse(isRefused: true)
    case .getResponseBlock: composer.getBlock(isRefused: false)
    case .getResponseBlockRefused: composer.getBlock(isRefused: true)
    case .getResponseList: composer.getListResponse()
    case .setResponse: composer.setResponse()
    case .setResponseBlock: composer.setBlockTaken()
    case .setResponseLastBlock: composer.setLastBlockTaken()
    case .setResponseLastBlockList: composer.setListResponse(hasBlock: true)
    case .setResponseList: composer.setListResponse(hasBlock: false)
    case .actionResponse: composer.actionResponse(hasData: false)
    case .actionResponseReturn: composer.actionResponse(hasData: true)
    case .actionResponseBlock: composer.actionBlock()
    case .actionResponseList: composer.actionListResponse()
    case .actionResponseNext: composer.actionBlockTaken()
    case .generalBlock: composer.generalBlock()
    case .exception: composer.exception(hasCounter: false)
    case .exceptionCounter: composer.exception(hasCounter: true)
    case .dataNotification: composer.dataNotification()
    case .data: [("data", composer.data(APDUComposer.types[round % APDUComposer.types.count]))]
    }
  }

  /// False for the forms that COSEM decodes nowhere.
  var isDecoded: Bool {
    switch self {
    case .setResponseLastBlockList, .actionResponseBlock, .actionResponseNext: false
    default: true
    }
  }

  /// What COSEM's own decoder says to `octets`.
  func decode(_ octets: RawSpan) throws(CodecError) {
    let range = 0..<octets.byteCount
    switch self {
    case .associationRequest, .associationRequestPassword, .associationRequestGMAC:
      _ = try AssociationRequest(octets, range)
    case .associationResponse, .associationResponseChallenge, .associationRefusal:
      _ = try AssociationResponse(octets, range)
    case .releaseRequest, .releaseResponse: _ = try Release.userInformation(octets, range)
    case .getRequest, .getRequestRange, .getRequestEntry, .getRequestNext, .getRequestList, .setRequest,
      .setRequestFirstBlock, .setRequestBlock, .setRequestList, .setRequestListFirstBlock, .actionRequest,
      .actionRequestNext, .actionRequestList, .actionRequestFirstBlock, .actionRequestBlock:
      _ = try ServiceRequest.decode(octets, range)
    case .generalBlock: _ = try GeneralBlock(octets, range)
    case .dataNotification: _ = try DataNotification(octets, range)
    case .data:
      var reader = OctetReader(range)
      _ = try reader.skip(octets)
      guard reader.isAtEnd else { throw .malformed }
    default: _ = try ServiceResponse.decode(octets, range)
    }
  }
}
