import Foundation
import Glibc
import HAL
import Instation
import LineModel
import LinuxHAL

/// Reads over TCP, as `meter read` does, with wall clock and this process's own CPU time.
enum LoopbackRead {
  static func run(_ target: MeterTarget, times: Int, isHDLC: Bool) throws {
    let wall = LinuxWallClock()
    for _ in 0..<times {
      var installation = MeterInstallation(target)
      installation.credentials = .password(Secret(Array("level1".utf8)))
      if isHDLC { installation.framing = .hdlc }
      let surroundings = MeterReader.Surroundings(
        open: LinuxLines.open, wallClock: { wall.read() }, pause: { _ in },
        entropy: Key128(InlineArray(repeating: 7)))
      var request = ReadRequest()
      let span = Int64(EfficiencyRun.rows) * 1800
      request.profile = ReadRequest.ProfileWish(
        .between(TableMeter.lastStamp - span, TableMeter.lastStamp - 1800))
      let (start, startCPU) = (seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID))
      let reading = try MeterReader(installation, driver: .genericCOSEM, surroundings: surroundings).read(
        request)
      let (end, endCPU) = (seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID))
      let profile = reading.profiles[0]
      let sum = profile.rows.reduce(Int64(0)) { $0 + $1.cells.reduce(0) { $0 + ($1 ?? 0) } }
      print(
        "{\"rows\": \(profile.rows.count), \"sum\": \(sum), \"seconds\": \(end - start), "
          + "\"cpu\": \(endCPU - startCPU), \"octets\": \(reading.facts.receivedOctets), "
          + "\"turnarounds\": \(reading.facts.turnarounds)}")
    }
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
