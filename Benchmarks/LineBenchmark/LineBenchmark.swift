import Foundation
import Instation
import LineModel

/// What `tools/bench line` and `tools/bench read` run:
///   line-benchmark line PLOT.svg     efficiency in virtual time: tables on stdout, a plot into the file
///   line-benchmark compression    octets of the same rows, plain and compressed: a table on stdout
///   line-benchmark serve [INFO WINDOW]  a meter on loopback TCP, HDLC with limits, for the reads
///   line-benchmark read HOST:PORT N  reads the whole profile N times over TCP: one JSON object a line
@main
enum LineBenchmark {
  static func main() {
    do { try run() } catch {
      FileHandle.standardError.write(Data("line-benchmark: \(error)\n".utf8))
      exit(3)
    }
  }

  private static func run() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch (arguments.first, arguments.count) {
    case ("line", 2): try EfficiencyReport.write(plot: arguments[1])
    case ("compression", 1): try CompressionReport.write()
    case ("read", 3...4):
      guard let target = MeterTarget("tcp:" + arguments[1]), let count = Int(arguments[2]) else {
        fallthrough
      }
      try LoopbackRead.run(target, times: count, isHDLC: arguments.count == 4)
    case ("serve", 1): try LoopbackMeter.serve(information: nil, window: 1)
    case ("serve", 3):
      guard let information = UInt16(arguments[1]), let window = UInt8(arguments[2]) else { fallthrough }
      try LoopbackMeter.serve(information: information, window: window)
    default:
      FileHandle.standardError.write(
        Data(
          ("usage: line-benchmark line PLOT.svg | compression | serve [INFO WINDOW] "
            + "| read HOST:PORT N [hdlc]\n").utf8))
      exit(2)
    }
  }
}
