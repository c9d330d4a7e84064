import ArgumentParser
import Foundation
import Gateway
import Instation

struct ScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan", abstract: "Find out what a port speaks: protocol, speed, parity, addresses.",
    discussion: """
      PORT is serial:/dev/ttyUSB0 (or the bare device name) or tcp:host:port. Only openings of a link are sent,
      never a password. Exit code 4 where nothing answers.
      """)

  @Argument(help: "The port.") var port: String
  @Option(help: "Speeds to try, with commas.") var bauds = "9600,19200,38400,57600,115200,4800,2400,1200,300"
  @Option(help: "HDLC clients to try, with commas.") var clients = "16,32,17,1"
  @Option(help: "HDLC servers to try: logical, or logical/physical, with commas.") var servers = "1,1/1,1/17"
  @Option(help: "Speeds of the optical sign-on to try, with commas.") var signOnBauds = "300,9600"
  @Option(help: "How long an answer is awaited, in milliseconds.") var patienceMs = 700
  @Flag(help: "The line returns what is sent.") var echo = false
  @Flag(help: "Parity in software (converters, pseudo terminals).") var softwareParity = false
  @Flag(help: "Show every octet on standard error.") var trace = false
  @Flag(help: "JSON output.") var json = false

  func run() throws {
    guard let target = MeterTarget(port.contains(":") ? port : "serial:\(port)") else {
      throw CommandFailure(.usage, "PORT is serial:/dev/… or tcp:host:port, not '\(port)'")
    }
    var plan = PortScan.Plan()
    plan.bauds = try Self.numbers(bauds, "--bauds")
    plan.signOnBauds = try Self.numbers(signOnBauds, "--sign-on-bauds")
    plan.clients = try Self.numbers(clients, "--clients").map { UInt16(clamping: $0) }
    plan.servers = try servers.split(separator: ",").map { text in
      let parts = text.split(separator: "/").compactMap { UInt16($0) }
      guard (1...2).contains(parts.count) else {
        throw CommandFailure(.usage, "--servers is like 1,1/17, not '\(text)'")
      }
      return (parts[0], parts.count > 1 ? parts[1] : nil)
    }
    var place = MeterInstallation(target)
    place.patienceMilliseconds = max(patienceMs, 100)
    place.rules.hasEcho = echo
    place.rules.hasSoftwareParity = softwareParity
    place.retries = 0
    let isTracing = trace
    let scan = PortScan(place, plan) { event in
      if isTracing { FileHandle.standardError.write(Data((event.text + "\n").utf8)) }
    }
    let isQuiet = json || isatty(2) == 0
    let found = try scan.run { trying in
      if !isQuiet { FileHandle.standardError.write(Data("\r\u{1B}[K\(trying)".utf8)) }
    }
    if !isQuiet { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    if json {
      try JSONOutput.print(found)
    } else {
      for one in found { print(one.text) }
    }
    if found.isEmpty {
      throw CommandFailure(
        .data, "nothing answers; check power, wiring (A and B, direction of the head), and try --echo")
    }
  }

  private static func numbers(_ text: String, _ option: String) throws -> [UInt32] {
    try text.split(separator: ",").map { word in
      guard let number = UInt32(word), number > 0 else {
        throw CommandFailure(.usage, "\(option) takes numbers with commas, not '\(word)'")
      }
      return number
    }
  }
}
