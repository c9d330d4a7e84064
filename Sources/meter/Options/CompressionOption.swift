import ArgumentParser
import Outstation

extension ProfileCompression: ExpressibleByArgument {
  private static let names = ["plain", "null-data", "compact-array"]

  /// The form of that name; nil for another.
  public init?(argument: String) {
    guard let index = Self.names.firstIndex(of: argument) else { return nil }
    self.init(rawValue: UInt8(index))
  }

  /// What `--compression` takes.
  public static var allValueStrings: [String] { names }
  /// Name of the form, as help shows it.
  public var defaultValueDescription: String { Self.names[Int(rawValue)] }
}
