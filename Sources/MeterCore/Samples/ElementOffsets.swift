/// Means of an element's channels in the last window that showed them, in LSB.
struct ElementOffsets: BitwiseCopyable {
  var voltage: Int32 = 0
  var current: Int32 = 0
}
