import COSEM

/// A column of a profile as the meter names it.
public struct ProfileColumn: Equatable, Hashable, Sendable {
  /// Class of the captured object.
  public var classID: UInt16
  /// Its logical name.
  public var name: OBIS
  /// The attribute captured.
  public var attribute: Int8
  /// Which part of the attribute; 0 for all of it.
  public var dataIndex: UInt16

  /// Names a column.
  public init(classID: UInt16, name: OBIS, attribute: Int8, dataIndex: UInt16 = 0) {
    self.classID = classID
    self.name = name
    self.attribute = attribute
    self.dataIndex = dataIndex
  }

  /// True for the time of the meter's clock.
  public var isClock: Bool { classID == 8 && attribute == 2 }

  /// The descriptor of the attribute.
  public var descriptor: AttributeDescriptor {
    AttributeDescriptor(classID: classID, name: name, attribute: attribute)
  }

  /// Reads the columns of a profile (its attribute 3).
  public static func list(_ octets: [UInt8]) -> [ProfileColumn]? {
    guard let value = try? COSEMValue(octets), let elements = value.elements else { return nil }
    var columns: [ProfileColumn] = []
    for element in elements {
      guard let parts = element.elements, parts.count >= 4, let classID = parts[0].integer,
        let name = parts[1].octetString, name.count == 6, let attribute = parts[2].integer,
        let index = parts[3].integer
      else { return nil }
      columns.append(
        ProfileColumn(
          classID: UInt16(clamping: classID),
          name: OBIS(name[0], name[1], name[2], name[3], name[4], name[5]),
          attribute: Int8(clamping: attribute), dataIndex: UInt16(clamping: index)))
    }
    return columns
  }
}
