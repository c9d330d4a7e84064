import Fleet
import Foundation
import MeterCore
import Settlement

/// Runs a fleet's day, for `tools/bench fleet`: readings of every meter through journal, registers and half hours to
/// one D0379 file.
///
/// Usage: fleet-benchmark METERS EVENTS FOLDER. Events come in the order of time, as a central system receives them,
/// acknowledged every 4096; one in 100 comes late. Prints the counts, the time, the sum check and the peak memory.
@main
struct FleetBenchmark {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let meters = Int(arguments[1]), let events = Int(arguments[2]), meters > 0,
      events >= meters
    else {
      print("usage: fleet-benchmark METERS EVENTS FOLDER")
      exit(2)
    }
    let folder = arguments[3]
    try? FileManager.default.removeItem(atPath: folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let clock = ContinuousClock()
    let date = FlowDate("20260105")!
    let start = date.startSeconds * 1000
    let rounds = events / meters
    let spacing = 86_400_000 / Int64(rounds)
    let begin = clock.now
    var fleet = try VirtualFleet(folder: folder, meterCount: meters, rules: VirtualMeterRules())
    var registers = (0..<meters).map { Int64($0 % 977) * 1_000_000_000 }
    var taken = 0
    // A reading at midnight, then one in every interval, each meter at its own second, then midnight again.
    for round in 0...rounds {
      for meter in 0..<meters {
        let isEdge = round == 0 || round == rounds
        let offset = isEdge ? 0 : Int64(meter) * 997 % spacing - spacing / 2
        let time = round == rounds ? start + 86_400_000 : start + Int64(round) * spacing + offset
        let reading = RegisterReading(
          meter: UInt32(meter), instant: Instant(nanoseconds: time * 1_000_000),
          register: Energy(microwattHours: registers[meter]), context: .periodic,
          sequence: UInt32(truncatingIfNeeded: round))
        registers[meter] += Int64((meter &* 31 &+ round &* 17) & 255) * 1_000_000
        // One in a hundred is sent again later, as a replay does.
        try fleet.take(reading)
        taken += 1
        if taken % 100 == 0 {
          try fleet.take(reading)
          taken += 1
        }
        if taken & 4095 == 0 { try fleet.acknowledge() }
      }
    }
    try fleet.acknowledge()
    let ingested = clock.now
    let day = try fleet.day(date)
    var writer = AdvanceFlowWriter(
      .d0379,
      envelope: FlowEnvelope(
        fileID: "BENCH00001", fromRole: "Z", fromParticipant: "BENC", toRole: "C", toParticipant: "HHDC",
        createdSeconds: date.startSeconds + 86_400))
    let path = folder + "/d0379.txt"
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    var bytes: [UInt8] = []
    var sum: Int64 = 0
    var advance: Int64 = 0
    for meter in 0..<meters {
      let settled = day.settledDay(meter: meter)
      sum += settled.wattHours
      advance += (fleet.meters[meter].register?.microwattHours ?? 0) / 1_000_000 - Int64(meter % 977) * 1000
      let mpan = MPAN(firstTwelve: 220_000_000_000 + UInt64(meter))!
      try writer.append(AdvanceSet(mpan: mpan, supplier: "PION", days: [settled]), to: &bytes)
      if bytes.count > 1 << 20 {
        try file.write(contentsOf: bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    writer.finish(isValidated: false, to: &bytes)
    try file.write(contentsOf: bytes)
    try file.synchronize()
    try file.close()
    let end = clock.now
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let seconds = Double((end - begin) / .milliseconds(1)) / 1000
    let ingest = Double((ingested - begin) / .milliseconds(1)) / 1000
    print(
      "events \(taken) meters \(meters) seconds \(seconds) ingest_seconds \(ingest) events_per_second \(Int(Double(taken) / max(seconds, 0.001))) peak_mb \(usage.ru_maxrss / 1024) sum_wh \(sum) advance_wh \(advance)"
    )
    guard sum == advance else {
      print("the half hours do not add up to the registers' advance")
      exit(4)
    }
  }
}
