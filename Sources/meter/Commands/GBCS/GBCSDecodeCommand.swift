import ArgumentParser
import GBCS

struct GBCSDecodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode", abstract: "Explain a frame layer by layer; with keys, verify and decrypt it.",
    discussion: "Exits with 4 if the frame is not one, or if a MAC, signature or ciphertext is wrong.")

  @Argument(help: "The frame in hexadecimal or base64, or @FILE.") var frame: String
  @OptionGroup var keys: KeyOptions
  @Option(help: "EUI-64 of the access control broker; without it every key of the file is tried.")
  var broker: EntityIdentifier?
  @Flag(help: "JSON output.") var json = false

  func run() throws {
    let explanation = FrameExplanation(
      try FrameArgument.frame(frame), keys: try keys.ring(), broker: broker)
    if json { try JSONOutput.print(explanation) } else { print(explanation.text) }
    if explanation.verdict == .failed { throw CommandFailure(.data, "the frame does not verify") }
  }
}
