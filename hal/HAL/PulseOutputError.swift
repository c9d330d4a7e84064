/// Why a pulse output failed.
public struct PulseOutputError: Error, Equatable, Sendable, BitwiseCopyable {
  /// The operating system's error number, 0 where there is none.
  public var errorNumber: Int32

  /// Creates an error.
  public init(errorNumber: Int32 = 0) { self.errorNumber = errorNumber }
}
