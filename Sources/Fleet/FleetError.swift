/// A fleet's folder that cannot be used.
public enum FleetError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The operating system refused.
  case file(path: String, operation: String, code: Int32)
  /// The folder belongs to a fleet of another size.
  case otherSize(stored: Int, wanted: Int)
  /// The meter index is outside the fleet.
  case unknownMeter(UInt32)

  public var description: String {
    switch self {
    case .file(let path, let operation, let code):
      "\(path): cannot \(operation) (error \(code)): check the folder's permissions and free space"
    case .otherSize(let stored, let wanted):
      "the folder holds \(stored) meters, \(wanted) are wanted: add meters at the end of the register, never remove"
    case .unknownMeter(let meter): "meter \(meter) is not in this fleet"
    }
  }
}
