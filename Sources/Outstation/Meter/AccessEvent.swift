import COSEM

/// An entry of the security log: an attempt to get access, or a change and its values before and after.
public struct AccessEvent: Equatable, Sendable, BitwiseCopyable {
  /// What happened.
  public enum Kind: UInt8, Sendable, BitwiseCopyable {
    case granted = 1
    case refused = 2
    case passwordChanged = 3
    case clockSet = 4
    case demandReset = 5
    case configurationChanged = 6
    case replayRefused = 7
  }
  /// What happened.
  public var kind: Kind
  /// Access level concerned, 0 for none.
  public var level: UInt8
  /// The client's access point.
  public var client: UInt16
  /// The object that was changed, 0-0:0.0.0.0 for none.
  public var object = OBIS(code: 0)
  /// Its value before and after, in the object's own unit; 0 where nothing was changed, and for passwords. Of an attempt,
  /// `before` is how many more were refused since the last entry without being looked at.
  public var before: Int64 = 0
  /// See `before`.
  public var after: Int64 = 0

  /// Creates an entry.
  public init(_ kind: Kind, level: UInt8, client: UInt16) {
    self.kind = kind
    self.level = level
    self.client = client
  }

  /// Columns of the log as a profile, the clock's first.
  public static var columnCount: Int { 7 }

  /// Column `index` of the log as a profile.
  public static func column(_ index: Int) -> ColumnDescription {
    let isClock = index == 0
    return ColumnDescription(
      source: AttributeDescriptor(
        classID: isClock ? 8 : 1,
        name: isClock ? OBIS(0, 0, 1, 0, 0) : OBIS(0, 0, 96, 11, UInt8(truncatingIfNeeded: index - 1)),
        attribute: 2),
      type: type(index))
  }

  private static func type(_ index: Int) -> CellType {
    switch index {
    case 0: .dateTime
    case 1, 2: .uint8
    case 3: .uint16
    case 4: .logicalName
    default: .int64
    }
  }

  /// Cell `column` of the entry, from 1.
  public func cell(_ column: Int) -> Int64 {
    switch column {
    case 1: Int64(kind.rawValue)
    case 2: Int64(level)
    case 3: Int64(client)
    case 4: Int64(object.code)
    case 5: before
    default: after
    }
  }
}
