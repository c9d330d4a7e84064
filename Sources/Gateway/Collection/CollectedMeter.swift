import COSEM
import Instation

/// One meter to be read: where, how, and what.
public struct CollectedMeter: Sendable {
  /// How it is read.
  public enum Way: Sendable {
    /// COSEM with a driver.
    case cosem(ReadingDriver)
    /// IEC 62056-21 itself.
    case flag(FlagReader.Way)

    /// The driver's name.
    public var name: String {
      switch self {
      case .cosem(let driver): driver.name
      case .flag: FlagReader.name
      }
    }
  }

  /// Name in reports.
  public var name: String
  /// How it is installed.
  public var installation: MeterInstallation
  /// How it is read.
  public var way: Way
  /// What is read.
  public var request: ReadRequest

  /// Names a meter.
  public init(name: String, installation: MeterInstallation, way: Way, request: ReadRequest) {
    self.name = name
    self.installation = installation
    self.way = way
    self.request = request
  }

  /// What is read, in words, for the audit.
  public var wanted: String {
    var words = ["identity"]
    if request.clock { words.append("clock") }
    if request.registers { words.append("registers") }
    if request.events { words.append("events") }
    if let profile = request.profile {
      let names = profile.names.map(\.text).joined(separator: " ")
      words.append("profile \(names.isEmpty ? "of the driver" : names), \(profile.span)")
    }
    return words.joined(separator: ", ")
  }
}
