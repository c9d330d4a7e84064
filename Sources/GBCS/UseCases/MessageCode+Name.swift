extension MessageCode {
  /// What the field calls the use case of this code; nil if neither the reference frames nor this project has it.
  public var useCaseName: String? {
    if let useCase = UseCase.find(self) {
      return useCase.name + (useCase.isProvisional ? " (provisional twin)" : "")
    }
    return Self.others[value]
  }

  /// Codes of the reference frames whose use cases are no meter data or settings: keys, joining, firmware, other
  /// devices, alerts. They decode; this endpoint does not run them.
  private static let others: [UInt16: String] = [
    0x0007: "CS01a", 0x0008: "CS02a", 0x000A: "CS02c", 0x000B: "CS02d", 0x000C: "CS02e", 0x000D: "CS03A1",
    0x000E: "CS03B", 0x000F: "CS04AC", 0x0010: "CS04B", 0x0012: "CS06", 0x0013: "CS07", 0x0014: "CS10a",
    0x0015: "CS11", 0x0018: "CS14 alert", 0x0023: "ECS14", 0x0039: "ECS23", 0x003C: "ECS26b", 0x0058: "ECS50",
    0x005E: "ECS61c", 0x0092: "ECS26i", 0x0093: "ECS35c", 0x0094: "ECS35d", 0x0097: "CS01b", 0x00A1: "CS10b",
    0x00AB: "CS03A2", 0x00AC: "ECS25a", 0x00AF: "CS03C", 0x00CA: "CS06 alert", 0x00CB: "CS02b alert",
    0x00CC: "future-dated execution alert", 0x00D9: "ECS26l", 0x00FA: "ECS26n",
    0x0102: "CS02b supplier by supplier",
    0x0103: "CS02b network operator by network operator", 0x0104: "CS02b broker by broker",
    0x0106: "CS02b transitional CoS by transitional CoS", 0x0107: "CS02b supplier by transitional CoS",
    0x0108: "CS02b any except abnormal root by recovery", 0x0109: "CS02b any by contingency", 0x011B: "CS02f",
    0x0120: "ECS100 alert", 0x0121: "ECS101 alert", 0x0122: "ECS102 alert", 0x0124: "CS02g alert",
    0x0125: "CS02g load controller by load controller", 0x0126: "CS02g load controller by supplier",
    0x0129: "CS08",
  ]
}
