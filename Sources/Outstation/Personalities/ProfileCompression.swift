/// How the rows of a profile are written: fewer octets for the same rows (IEC 62056-6-2, profile generic, buffer).
public enum ProfileCompression: UInt8, Equatable, Sendable, BitwiseCopyable {
  /// An array of structures, every cell whole.
  case plain
  /// As plain, but for times: one that is a capture period on from that of the row before is null-data. All other
  /// cells stay whole, so null-data never means "as before" for a value.
  case nullData
  /// A compact array: the types of a row once, then the contents of all rows without tags.
  case compactArray
}
