import Glibc
import HAL
import Instation

/// The control socket of a simulated meter: conditions, and time that passes at once.
public final class SimulatorControl: CoPConditions, ProtocolHands {
  /// Who makes the conditions, for the report.
  public let name = "the simulator"
  /// The second collection of whole days between two UTC seconds: name of its CSV file.
  public var export: (_ from: Int64, _ to: Int64) throws -> String? = { _, _ in nil }
  private let descriptor: Int32
  private var text: [UInt8] = []

  /// Connects to the socket at `path`.
  public init(path: String) throws(CoPOptionError) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let octets = Array(path.utf8)
    guard octets.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw CoPOptionError(reason: "is too long for a socket")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: octets) }
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let isConnected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    guard isConnected else {
      let reason = String(cString: strerror(errno))
      throw CoPOptionError(
        reason: "\(reason); is 'meter simulate … --live --control' running there?")
    }
  }

  deinit { close(descriptor) }

  /// Sends a command; the words after `ok`, or nil where it was not done.
  @discardableResult
  public func ask(_ command: String) -> String? {
    let line = Array((command + "\n").utf8)
    guard send(descriptor, line, line.count, Int32(MSG_NOSIGNAL)) == line.count else { return nil }
    while !text.contains(0x0A) {
      var octets = [UInt8](repeating: 0, count: 256)
      let count = read(descriptor, &octets, octets.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      text += octets[..<count]
    }
    let end = text.firstIndex(of: 0x0A) ?? text.endIndex
    let answer = String(decoding: text[..<end], as: UTF8.self)
    text.removeSubrange(...end)
    guard answer.hasPrefix("ok") else { return nil }
    return String(answer.dropFirst(3))
  }

  /// Surroundings whose time is the simulator's: waiting lets it pass at once.
  public func surroundings(_ real: MeterReader.Surroundings) -> MeterReader.Surroundings {
    var surroundings = real
    surroundings.wallClock = {
      self.ask("time").flatMap { Int64($0) }.map {
        WallClockReading(utcNanoseconds: $0, isSynchronised: true)
      }
    }
    surroundings.pause = { self.ask("skip \($0)") }
    return surroundings
  }

  // MARK: Conditions of the Codes of Practice

  /// Makes the condition of a flag; false where the simulator refused or is gone.
  public func begin(flag: Int) -> Bool { ask("begin \(CoPRules.flagNames[flag])") != nil }
  /// Ends the condition of a flag.
  public func end(flag: Int) { ask("end \(CoPRules.flagNames[flag])") }
  /// Cuts the supply; false where the simulator refused or is gone.
  public func dropSupply() -> Bool { ask("supply off") != nil }
  /// Brings the supply back.
  public func restoreSupply() { ask("supply on") }

  // MARK: Conditions of the protocol script

  private func word(_ condition: ProtocolCondition) -> String {
    switch condition {
    case .phase: "PF"
    case .supply: ""
    case .battery: "BAT"
    case .reset: "RST"
    case .reverse: "REV"
    }
  }

  private func answer(_ command: String) -> ProtocolAnswer {
    ask(command) == nil ? .cannot("the simulator does not answer") : .done
  }

  /// Makes a condition of the script; `secondsLeft` of the period do not matter here.
  public func begin(_ condition: ProtocolCondition, secondsLeft: Int64) -> ProtocolAnswer {
    answer(condition == .supply ? "supply off" : "begin \(word(condition))")
  }

  /// Ends a condition of the script.
  public func end(_ condition: ProtocolCondition, secondsLeft: Int64) -> ProtocolAnswer {
    answer(condition == .supply ? "supply on" : "end \(word(condition))")
  }

  /// Ends every condition, after a step that broke off.
  public func clear(after step: String) -> ProtocolAnswer { answer("clear") }

  /// The second collection of a span (UTC seconds); nil for none.
  public func exportFile(from: Int64, to: Int64) throws -> String? { try export(from, to) }
}
