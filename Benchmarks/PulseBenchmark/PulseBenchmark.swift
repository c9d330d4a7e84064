import Foundation
import HAL
import LinuxHAL
import MeterCore

/// Runs edges through the pulse path, for `tools/bench pulses`.
///
/// Usage: pulse-benchmark filter|meter EDGES [STORE]. `filter` is the channel alone (filter, width rule);
/// `meter` is everything: filter, register, half-hour rows, and a store in the file STORE that is staged after
/// every batch of 16 edges, as the gateway does.
@main
struct PulseBenchmark {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3, let edges = Int(arguments[2]) else {
      print("usage: pulse-benchmark filter|meter EDGES [STORE]")
      exit(2)
    }
    let clock = LinuxMonotonicClock()
    let start = clock.nowNanoseconds()
    let pulses: UInt64
    if arguments[1] == "filter" {
      pulses = filter(edges)
    } else {
      pulses = try meter(edges, path: arguments.count > 3 ? arguments[3] : "pulse-benchmark.nv")
    }
    let seconds = Double(clock.nowNanoseconds() - start) / 1e9
    guard pulses == UInt64(edges / 2) else {
      print("counted \(pulses), expected \(edges / 2)")
      exit(4)
    }
    print(
      String(format: "edges %d seconds %.3f edges_per_second %.0f", edges, seconds, Double(edges) / seconds))
  }

  private static let configuration = PulseChannelConfiguration(
    quantity: .activeImport, element: 1, pulseEnergy: EnergyRatio(pulses: 1000, perKilowattHours: 1)!)

  /// S0 pulses, 50 ms on and 50 ms off: the edge with number `index`.
  @inline(__always)
  private static func edge(_ index: Int) -> LineEdge {
    LineEdge(
      channel: 0, isActive: index & 1 == 0, tickNanoseconds: Int64(index) * 50_000_000 + 1_000_000_000,
      sequence: UInt32(truncatingIfNeeded: index + 1))
  }

  private static func filter(_ edges: Int) -> UInt64 {
    var filter = PulseFilter(
      thresholdNanoseconds: 10_000_000, startsActive: false, at: Tick(nanoseconds: 0))
    var count: UInt64 = 0
    for index in 0..<edges {
      let edge = edge(index)
      let outcome = filter.edge(
        isActive: edge.isActive, at: Tick(nanoseconds: edge.tickNanoseconds))
      if case .activated = outcome { count += 1 }
    }
    return count
  }

  private static func meter(_ edges: Int, path: String) throws -> UInt64 {
    unlink(path)
    defer { unlink(path) }
    let sizes = StorageLayout.Sizes(channelCount: 1, profileRows: 4320, events: 100, stateRecords: 16)
    let geometry = NonVolatileGeometry(
      sizeBytes: Int.max, eraseBlockBytes: FileNonVolatile.blockBytes, programUnitBytes: 8,
      isOverwritable: true)
    let file = try FileNonVolatile(
      path: path, createWithBytes: StorageLayout(sizes, geometry: geometry).byteCount)
    var setUp = PulseMeterConfiguration<1>(channelCount: 1, channels: [configuration])
    setUp.commitNanoseconds = 3_600_000_000_000
    var meter = try PulseMeter<1, 1024, FileNonVolatile>(
      setUp, memory: file, sizes: sizes, format: .whenUnused)
    meter.begin(
      at: Tick(nanoseconds: 0),
      reading: WallClockReading(utcNanoseconds: 1_772_323_200_000_000_000, isSynchronised: true),
      cause: .supplyRestored, boot: .unknown, isContinuous: false)
    meter.start(channel: 0, isActive: false, at: Tick(nanoseconds: 0))
    for index in 0..<edges {
      let edge = edge(index)
      meter.take(edge)
      if index & 15 == 15 { meter.advance(to: Tick(nanoseconds: edge.tickNanoseconds - 100_000_000)) }
    }
    meter.advance(to: Tick(nanoseconds: Self.edge(edges).tickNanoseconds + 1_000_000_000))
    return meter.state.channels[0].pulses
  }
}
