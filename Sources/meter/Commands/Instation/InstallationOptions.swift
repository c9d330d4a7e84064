import ArgumentParser
import Gateway
import Instation

/// How a meter is installed: what belongs to the place, not to the model.
struct InstallationOptions: ParsableArguments {
  @Option(help: "Driver: generic-cosem, prometer100, iec62056-21.") var driver = "generic-cosem"
  @Flag(help: "HDLC over TCP, for converters (else the COSEM wrapper).") var hdlc = false
  @Option(help: "Client number (default: the driver's; prometer100 32, generic-cosem 17).") var client:
    UInt16?
  @Option(help: "Logical device of the meter.") var server: UInt16 = 1
  @Option(help: "Physical HDLC address on a multidrop line.") var physical: UInt16?
  @Option(help: "Octets of the HDLC server address: 1, 2 or 4.") var addressOctets: Int?
  @Option(help: "File with the password (chmod 600).") var password: String?
  @Option(help: "File with encryption key, authentication key and client title in hex, a line each.")
  var keys: String?
  @Option(help: "Speed of a serial line.") var baud: UInt32 = 9600
  @Option(help: "Device address of the optical sign-on.") var deviceAddress = ""
  @Option(help: "Speed of the optical sign-on.") var signOnBaud: UInt32 = 300
  @Option(help: "Highest speed to accept from the sign-on.") var highestBaud: UInt32 = 19_200
  @Option(help: "Pause before the change of speed, in milliseconds; some optical heads need up to 400.")
  var settleMs = 0
  @Flag(help: "Make and check 7E1 parity in software (converters, pseudo terminals).")
  var softwareParity = false
  @Flag(help: "The line returns what is sent.") var echo = false
  @Option(help: "Longest HDLC information field proposed, 32 to 2030.") var information: UInt16 = 2030
  @Option(help: "HDLC window proposed, 1 to 7.") var window: UInt8 = 7
  @Option(help: "Longest message taken, 64 to 65535 octets.") var pdu: UInt16 = 65_535
  @Option(help: "Blocks at a time by general block transfer, 0 (not offered) to 63.") var generalBlocks:
    UInt8 =
      8
  @Option(help: "Longest wait for an answer, in milliseconds.") var patienceMs = 5000
  @Option(help: "Repetitions, and connections without progress.") var retries = 3
  @Option(help: "Pause between requests, in milliseconds.") var pauseMs = 0
  @Option(help: "Minutes to add to the meter's time to get UTC, where the meter does not say.")
  var localOffsetMinutes = 0

  func installation(_ target: MeterTarget) throws -> MeterInstallation {
    guard (32...2030).contains(information), (1...7).contains(window), pdu >= 64, generalBlocks <= 63,
      patienceMs >= 100, retries >= 0, [nil, 1, 2, 4].contains(addressOctets)
    else {
      throw CommandFailure(
        .usage,
        "--information is 32 to 2030, --window 1 to 7, --pdu from 64, --general-blocks up to 63, --patience-ms from 100, --address-octets 1, 2 or 4"
      )
    }
    var place = MeterInstallation(target)
    place.framing = hdlc ? .hdlc : .wrapper
    place.client = client
    place.server = server
    place.physical = physical
    place.addressOctets = addressOctets
    place.baud = baud
    place.deviceAddress = deviceAddress
    place.signOnBaud = signOnBaud
    place.highestBaud = highestBaud
    place.settleMilliseconds = settleMs
    place.rules.hasSoftwareParity = softwareParity
    place.rules.hasEcho = echo
    place.information = information
    place.window = window
    place.longestMessage = pdu
    place.generalBlockWindow = generalBlocks
    place.patienceMilliseconds = patienceMs
    place.retries = retries
    place.pauseMilliseconds = pauseMs
    place.localOffsetMinutes = localOffsetMinutes
    guard password == nil || keys == nil else {
      throw CommandFailure(.usage, "give --password or --keys, not both")
    }
    if let keys { place.credentials = .gmac(try SecretFile.keys(keys)) }
    if let password { place.credentials = .password(try SecretFile.password(password)) }
    return place
  }
}
