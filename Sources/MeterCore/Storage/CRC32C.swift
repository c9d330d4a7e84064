/// CRC-32C (Castagnoli, reflected 0x82F63B78), half a byte at a time: 64 bytes of table.
public enum CRC32C {
  private static let table: InlineArray<16, UInt32> = [
    0x0000_0000, 0x105e_c76f, 0x20bd_8ede, 0x30e3_49b1, 0x417b_1dbc, 0x5125_dad3, 0x61c6_9362, 0x7198_540d,
    0x82f6_3b78, 0x92a8_fc17, 0xa24b_b5a6, 0xb215_72c9, 0xc38d_26c4, 0xd3d3_e1ab, 0xe330_a81a, 0xf36e_6f75,
  ]

  /// Checksum of `bytes`, continuing from `seed` (0 to begin; a former result to go on).
  public static func checksum(_ bytes: RawSpan, seed: UInt32 = 0) -> UInt32 {
    var crc = ~seed
    for offset in 0..<bytes.byteCount {
      crc ^= UInt32(bytes.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self))
      crc = (crc >> 4) ^ table[unchecked: Int(crc & 15)]
      crc = (crc >> 4) ^ table[unchecked: Int(crc & 15)]
    }
    return ~crc
  }
}
