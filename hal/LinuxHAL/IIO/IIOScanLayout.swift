/// Where the enabled scan elements are in one set of a device's buffer: in the order of their index, each
/// aligned to its own size, the whole to the largest.
public struct IIOScanLayout: Equatable, Sendable {
  /// A scan element.
  public struct Element: Equatable, Sendable {
    /// Name without `in_`.
    public var name: String
    /// Its place in the order of the scan.
    public var index: Int
    /// How it is stored.
    public var type: IIOElementType

    /// Creates an element.
    public init(name: String, index: Int, type: IIOElementType) {
      self.name = name
      self.index = index
      self.type = type
    }
  }

  /// The elements in scan order.
  public let elements: [Element]
  /// Byte offset of each within a set.
  public let offsets: [Int]
  /// Bytes of a set.
  public let setBytes: Int

  /// Lays out `elements`, given in any order.
  public init(_ elements: [Element]) {
    self.elements = elements.sorted { $0.index < $1.index }
    var offsets: [Int] = []
    var end = 0
    var largest = 1
    for element in self.elements {
      let size = element.type.byteCount
      end = (end + size - 1) / size * size
      offsets.append(end)
      end += size
      largest = max(largest, size)
    }
    self.offsets = offsets
    setBytes = (end + largest - 1) / largest * largest
  }

  /// Offset and type of an element.
  func place(of name: String) -> (offset: Int, type: IIOElementType)? {
    elements.firstIndex { $0.name == name }.map { (offsets[$0], elements[$0].type) }
  }
}
