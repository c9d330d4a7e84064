import ArgumentParser
import Gateway
import HAL
import LinuxHAL

struct SerialCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serial", abstract: "Send bytes to a serial port and show the answer.",
    discussion: "Example: meter serial /dev/ttyUSB0 --baud 300 --format 7E1 --send 2F3F210D0A (\"/?!\")")

  @Argument(help: "Port, e.g. /dev/ttyUSB0 or /dev/serial/by-id/….") var port: String
  @Option(help: "Baud rate.") var baud: UInt32 = 9600
  @Option(help: "Frame format: 8N1, 7E1, ….") var format = "8N1"
  @Option(help: "Bytes to send, as hex.") var send: String?
  @Option(help: "How long to wait for an answer, in milliseconds.") var waitMs: Int = 1500
  @Flag(help: "JSON output.") var json = false

  struct Answer: Encodable {
    var sent: String
    var received: String
  }

  func run() throws {
    guard let settings = BoardFile.serialSettings(baud: baud, format: format) else {
      throw CommandFailure(.usage, "--format must be like 8N1 or 7E1, not '\(format)'")
    }
    let bytes = try Self.bytes(send ?? "")
    var answer: [UInt8] = []
    do throws(SerialPortError) {
      var serial = try LinuxSerialPort(path: port, settings: settings)
      try serial.discardInput()
      try serial.write(bytes.span.bytes, timeoutNanoseconds: 10_000_000_000)
      try serial.drain()
      var buffer = InlineArray<256, UInt8>(repeating: 0)
      var wait = Int64(waitMs) * 1_000_000
      while true {
        var span = buffer.mutableSpan
        var raw = span.mutableBytes
        let count = try serial.read(into: &raw, timeoutNanoseconds: wait)
        if count == 0 { break }
        for index in 0..<count { answer.append(buffer[index]) }
        // After the first byte a pause ends the answer.
        wait = min(wait, 300_000_000)
      }
    } catch { throw CommandFailure(.device, SerialAdvice.text(error, device: port)) }
    let result = Answer(sent: Self.hex(bytes), received: Self.hex(answer))
    if json { return try JSONOutput.print(result) }
    print("sent      \(result.sent.isEmpty ? "nothing" : result.sent)")
    print("received  \(result.received.isEmpty ? "nothing" : result.received)")
  }

  private static func bytes(_ hex: String) throws -> [UInt8] {
    let digits = hex.filter { !$0.isWhitespace }.compactMap(\.hexDigitValue)
    guard digits.count == hex.filter({ !$0.isWhitespace }).count, digits.count % 2 == 0 else {
      throw CommandFailure(.usage, "--send must be an even number of hex digits")
    }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEF")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
