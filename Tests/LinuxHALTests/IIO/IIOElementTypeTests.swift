import LinuxHAL
import Testing

@Suite struct IIOElementTypeTests {
  @Test(
    "Types as drivers state them",
    arguments: [
      ("le:s24/32>>8", false, true, 24, 32, 1, 8), ("be:u12/16>>4", true, false, 12, 16, 1, 4),
      ("le:s64/64>>0", false, true, 64, 64, 1, 0), ("be:s16/16", true, true, 16, 16, 1, 0),
      ("le:s16/16X2>>0\n", false, true, 16, 16, 2, 0), ("le:u8/8>>0 \n", false, false, 8, 8, 1, 0),
    ] as [(String, Bool, Bool, Int, Int, Int, Int)])
  func reads(
    text: String, isBig: Bool, isSigned: Bool, bits: Int, storage: Int, repeats: Int, shift: Int
  ) throws {
    let type = try #require(IIOElementType(parsing: text))
    #expect(type.isBigEndian == isBig && type.isSigned == isSigned)
    #expect(type.bits == bits && type.storageBits == storage)
    #expect(type.repeats == repeats && type.shift == shift)
  }

  @Test(arguments: [
    "", "le", "le:", "xe:s24/32>>8", "le:f24/32", "le:s24/32>>9", "le:s33/32", "le:s24/24", "le:s0/32",
    "le:s24/32>>8x", "le:s24", "le:s/32", "le:s24/32X0", "le:s24/32X", "le:s24/32>>", "le:s24/32>>-1",
    "LE:s24/32",
    "le:s9999/9999",
  ])
  func refuses(text: String) { #expect(IIOElementType(parsing: text) == nil) }

  @Test("Values are shifted, masked and sign-extended")
  func values() throws {
    func value(_ text: String, _ bytes: [UInt8]) throws -> Int64 {
      let type = try #require(IIOElementType(parsing: text))
      return bytes.withUnsafeBytes { type.value($0) }
    }
    #expect(try value("le:s24/32>>8", [0xEE, 0xFE, 0xFF, 0xFF]) == -2)
    #expect(try value("le:s24/32", [0xFE, 0xFF, 0xFF, 0x55]) == -2)
    #expect(try value("be:u12/16>>4", [0xAB, 0xCD]) == 0xABC)
    #expect(try value("be:s12/16>>4", [0xAB, 0xCD]) == 0xABC - 0x1000)
    #expect(try value("le:s64/64", [UInt8](repeating: 0xFF, count: 8)) == -1)
    #expect(try value("be:s16/16", [0x80, 0x00]) == -32768)
  }

  @Test("Elements are in scan order, each on its own boundary, the set on the largest")
  func layout() throws {
    func element(_ name: String, _ index: Int, _ type: String) throws -> IIOScanLayout.Element {
      IIOScanLayout.Element(name: name, index: index, type: try #require(IIOElementType(parsing: type)))
    }
    let layout = IIOScanLayout([
      try element("timestamp", 9, "le:s64/64>>0"), try element("voltage3", 3, "be:s24/32>>8"),
      try element("voltage0", 0, "le:s16/16>>0"),
    ])
    #expect(layout.elements.map(\.name) == ["voltage0", "voltage3", "timestamp"])
    #expect(layout.offsets == [0, 4, 8] && layout.setBytes == 16)
    let narrow = IIOScanLayout([
      try element("a", 0, "le:s32/32"), try element("b", 1, "le:s16/16"),
    ])
    #expect(narrow.offsets == [0, 4] && narrow.setBytes == 8)
  }
}
