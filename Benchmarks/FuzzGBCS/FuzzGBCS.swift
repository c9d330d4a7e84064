import GBCS

// What any bytes must hold to: no trap, and whatever decodes encodes to itself. Requests that decode also run on a
// meter without the protection that would keep them off it, and responses fill one.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  if let data = try? DLMSData(decoding: bytes) {
    guard data.encoded() == bytes else { fatalError("data encodes to other octets") }
    FuzzedMeter.write(data)
  }
  guard let frame = try? Frame(decoding: bytes) else { return 0 }
  guard frame.encoded() == bytes else { fatalError("a frame encodes to other octets") }
  _ = FrameExplanation(frame).text
  _ = Alert(frame.payload)
  switch frame.payload {
  case .accessRequest(let request): FuzzedMeter.run(request)
  case .accessResponse(let response): FuzzedMeter.answer(response)
  case .dataNotification, .asn1, .gbz: break
  }
  return 0
}
