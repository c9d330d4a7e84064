import COSEM

/// What is known of a kind of meter: where things are, and what it refuses.
public struct ReadingDriver: Equatable, Sendable {
  /// Which end of a period a row's time names.
  public enum Stamp: String, Equatable, Sendable { case start, end }

  /// Name on the command line.
  public var name: String
  /// Client number where the installation names none.
  public var client: UInt16
  /// Profiles read where none is named.
  public var profiles: [OBIS]
  /// Event logs read where none is named.
  public var eventLogs: [OBIS]
  /// Registers read; empty asks the meter for its list of objects.
  public var registers: [ReadingDriver.Object]
  /// Objects that say what the meter is.
  public var identity: [IdentityObject]
  /// Which end of a period a row's time names.
  public var stamp = Stamp.end
  /// A range without rows is refused ("data block unavailable") instead of answered empty.
  public var refusesEmptyRange = false
  /// Scalers of interval columns are denied and stand at a sibling.
  public var borrowsScalers = false
  /// Access by entry is refused.
  public var refusesEntries = false
  /// The oldest row is estimated from the number of rows, so that nothing is asked for before it.
  public var estimatesOldest = false
  /// Seconds beyond the end of a range of which rows may come back all the same, in periods.
  public var overshootPeriods: Int64 = 1
  /// The column of the flags of a period, and how its bits are read.
  public var flags: [FlagWord] = FlagWord.codeOfPractice

  /// An object and its class.
  public struct Object: Equatable, Hashable, Sendable {
    /// Class.
    public var classID: UInt16
    /// Logical name.
    public var name: OBIS

    /// Names an object.
    public init(_ classID: UInt16, _ name: OBIS) {
      self.classID = classID
      self.name = name
    }
  }

  /// An object that says what the meter is.
  public struct IdentityObject: Equatable, Sendable {
    /// What it says.
    public var label: String
    /// Where.
    public var name: OBIS
  }

  /// The driver of a name.
  public static func named(_ name: String) -> ReadingDriver? { all.first { $0.name == name } }

  /// All drivers that speak COSEM.
  public static let all = [genericCOSEM, prometer100]

  private static let commonIdentity = [
    IdentityObject(label: "serial", name: OBIS(0, 0, 96, 1, 0)),
    IdentityObject(label: "logical device", name: OBIS(0, 0, 42, 0, 0)),
    IdentityObject(label: "manufacturer", name: OBIS(0, 0, 96, 1, 1)),
    IdentityObject(label: "outstation", name: OBIS(0, 0, 96, 1, 2)),
    IdentityObject(label: "firmware", name: OBIS(1, 0, 0, 2, 0)),
    IdentityObject(label: "application firmware", name: OBIS(1, 1, 0, 2, 0)),
    IdentityObject(label: "communications firmware", name: OBIS(1, 2, 0, 2, 0)),
  ]

  /// Any meter with logical names: it is asked for what it has.
  public static let genericCOSEM = ReadingDriver(
    name: "generic-cosem", client: 17, profiles: [OBIS(1, 0, 99, 1, 0)],
    eventLogs: [OBIS(0, 0, 99, 98, 0), OBIS(0, 0, 99, 98, 4)], registers: [], identity: commonIdentity)

  /// Prometer 100 as met in the field: password on client 32; access by entry refused; an empty range
  /// refused; newest row first; scalers borrowed; two loggers of different periods.
  public static let prometer100: ReadingDriver = {
    var registers: [Object] = []
    for quantity in UInt8(1)...4 {
      for rate in UInt8(0)...3 { registers.append(Object(3, OBIS(1, 0, quantity, 8, rate))) }
      registers.append(Object(4, OBIS(1, 0, quantity, 6, 0)))
    }
    for c: UInt8 in [32, 52, 72, 31, 51, 71, 33, 53, 73, 14] {
      registers.append(Object(3, OBIS(1, 0, c, 7, 0)))
    }
    var driver = ReadingDriver(
      name: "prometer100", client: 32, profiles: [OBIS(1, 0, 99, 1, 0), OBIS(1, 0, 99, 2, 0)],
      eventLogs: (UInt8(0)...5).map { OBIS(0, 0, 99, 98, $0) }, registers: registers,
      identity: commonIdentity)
    driver.refusesEmptyRange = true
    driver.borrowsScalers = true
    driver.refusesEntries = true
    driver.estimatesOldest = true
    driver.flags = FlagWord.prometer100
    return driver
  }()

  /// Where the scaler and unit of a captured attribute stand, in the order of asking.
  func scalerPlaces(of column: ProfileColumn) -> [AttributeDescriptor] {
    func place(_ classID: UInt16, _ name: OBIS, _ attribute: Int8) -> AttributeDescriptor {
      AttributeDescriptor(classID: classID, name: name, attribute: attribute)
    }
    let name = column.name
    var places: [AttributeDescriptor]
    switch column.classID {
    case 3, 4: places = [place(column.classID, name, 3)]
    case 5: places = [place(5, name, 4)]
    default: return []
    }
    guard borrowsScalers else { return places }
    func sibling(_ d: UInt8) -> OBIS { OBIS(name[0], name[1], name[2], d, 0, name[5]) }
    switch name[3] {
    case 29: places.append(place(3, sibling(8), 3))
    case 27, 24: places += [place(3, sibling(7), 3)]
    case 2, 5, 4: places += [place(4, sibling(6), 3)]
    case 8 where name[4] != 0: places.append(place(3, sibling(8), 3))
    case 6 where name[4] != 0: places.append(place(4, sibling(6), 3))
    default: break
    }
    return places
  }
}
