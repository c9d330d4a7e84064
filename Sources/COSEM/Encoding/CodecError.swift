/// Why octets could not be decoded.
public enum CodecError: Error, Equatable, Sendable, BitwiseCopyable {
  /// They end before the element does.
  case truncated
  /// A tag, length or nesting that cannot be.
  case malformed
  /// A valid element that this code does not take.
  case unsupported
}
