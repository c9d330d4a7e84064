import ArgumentParser
import GBCS

/// Where keys come from.
struct KeyOptions: ParsableArguments {
  @Option(help: "JSON file of keys by EUI-64, readable by its owner only.") var keys: String?
  @Flag(help: "The keys are published test keys: take the file whatever its permissions.") var testKeys =
    false

  func ring() throws -> KeyRing? {
    guard let keys else { return nil }
    do {
      return try KeyFile.load(keys, permissions: testKeys ? .any : .ownerOnly)
    } catch {
      throw CommandFailure(.usage, error.description)
    }
  }
}

extension EntityIdentifier: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
