import Testing

@testable import ChargePoint

@Suite struct OCPPFrameTests {
  @Test func framesAreReadAndWritten() throws {
    let texts = [
      #"[2,"19223201","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]"#,
      #"[3,"19223201",{"status":"Accepted","interval":300}]"#,
      #"[4,"162376037","NotSupported","SetDisplayMessage not implemented",{}]"#,
    ]
    for text in texts { #expect(try OCPPFrame(text: text.utf8).text == text) }
  }

  @Test func shortErrorsAreUnderstood() throws {
    #expect(
      try OCPPFrame(text: #"[4,"a","GenericError"]"#.utf8) == .error(id: "a", CallError(.genericError, "")))
    #expect(
      try OCPPFrame(text: #"[4,"a","Whatever","x",{}]"#.utf8)
        == .error(id: "a", CallError(.genericError, "x")))
  }

  @Test(arguments: [
    ("{}", nil), ("[]", nil), ("[2]", nil), (#"["2","a","X",{}]"#, nil), (#"[2,5,"X",{}]"#, nil),
    (#"[2,"","X",{}]"#, nil), (#"[2,"a","X"]"#, "a"), (#"[2,"a",7,{}]"#, "a"), (#"[2,"a","X",[]]"#, "a"),
    (#"[3,"a",[]]"#, nil), (#"[5,"a",{}]"#, "a"), (#"[2.5,"a","X",{}]"#, nil),
    (#"[2,"0123456789012345678901234567890123456","X",{}]"#, nil),
  ])
  func otherTextIsRefused(_ text: String, _ answerable: String?) {
    let error = #expect(throws: FrameError.self) { try OCPPFrame(text: text.utf8) }
    #expect(error?.id == answerable)
  }

  @Test func theClientsPreferenceDecidesTheVersion() {
    #expect(OCPPVersion.agreed(offered: ["ocpp2.1", "ocpp2.0.1", "ocpp1.6"]) == .v201)
    #expect(OCPPVersion.agreed(offered: ["ocpp1.6", "ocpp2.0.1"]) == .v16)
    #expect(OCPPVersion.agreed(offered: ["ocpp1.5", "mqtt"]) == nil)
  }
}
