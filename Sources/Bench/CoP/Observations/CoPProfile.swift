import COSEM
import Instation

/// The settlement profile as it was seen.
public struct CoPProfile: Sendable {
  /// Rows it can hold (attribute 8), and holds (attribute 7).
  public var capacity: Int64?
  public var entries: Int64?
  /// What was read.
  public var reading: ProfileReading
  /// Where the oldest row should start, and where it does.
  public var expectedOldest: Int64?
  public var foundOldest: Int64?

  /// A profile.
  public init(capacity: Int64?, entries: Int64?, reading: ProfileReading) {
    self.capacity = capacity
    self.entries = entries
    self.reading = reading
  }

  /// Length of a period in seconds.
  public var period: Int64 { reading.description.periodSeconds }
  /// The rows, oldest first.
  public var rows: [ProfileRow] { reading.rows }
}

extension ProfileReading {
  /// Place of a column among the cells of a row, by value groups C and D of its name.
  func place(_ c: UInt8, _ d: UInt8) -> Int? {
    place { $0.name[0] == 1 && $0.name[2] == c && $0.name[3] == d && $0.name[4] == 0 && $0.attribute == 2 }
  }

  /// Place of the column of the flags of the Codes of Practice.
  var flagPlace: Int? { place { $0.name == OBIS(0, 0, 96, 10, 1) } }

  private func place(_ isIt: (ProfileColumn) -> Bool) -> Int? {
    let columns = description.columns.indices.filter { $0 != description.clockColumn }
    return columns.firstIndex { isIt(description.columns[$0]) }
  }

  /// Ten to the power of a column's scaler, 1 where it is not told.
  func factor(_ place: Int) -> Double {
    let columns = description.columns.indices.filter { $0 != description.clockColumn }
    var factor = 1.0
    let scaler = description.scales[columns[place]]?.scaler ?? 0
    for _ in 0..<abs(Int(scaler)) { factor *= scaler < 0 ? 0.1 : 10 }
    return factor
  }

  /// Columns of interval energy: quantity 1 A+, 2 A-, 3 R+, 4 R-, and its place.
  var intervals: [(quantity: UInt8, place: Int)] {
    (UInt8(1)...4).compactMap { quantity in place(quantity, 29).map { (quantity, $0) } }
  }
}

/// Names of the four quantities.
enum Quantity {
  static func name(_ number: UInt8) -> String {
    switch number {
    case 1: "A+"
    case 2: "A-"
    case 3: "R+"
    default: "R-"
    }
  }
}
