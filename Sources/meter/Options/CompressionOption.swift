import ArgumentParser
import Outstation

extension ProfileCompression: ExpressibleByArgument {
  private static let names = ["plain", "null-data", "compact-array"]

  public init?(argument: String) {
    guard let index = Self.names.firstIndex(of: argument) else { return nil }
    self.init(rawValue: UInt8(index))
  }

  public static var allValueStrings: [String] { names }
  public var defaultValueDescription: String { Self.names[Int(rawValue)] }
}
