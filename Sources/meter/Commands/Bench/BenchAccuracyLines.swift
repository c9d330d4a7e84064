import Bench
import Foundation
import Gateway
import HAL
import LinuxHAL
import MeterCore

/// The pulse lines of a board as the accuracy bench uses them: the meter's, and the reference's where there is one.
final class BenchAccuracyLines {
  /// Pulses that were sure since the last look.
  struct Pulses {
    var meter: [Int64] = []
    var reference: [Int64] = []
    /// Edges that the kernel reports as lost.
    var lost: UInt32 = 0
  }

  let meterPulse: EnergyRatio
  let referencePulse: EnergyRatio?
  private let meterChannel: Int
  private let referenceChannel: Int?
  private let isStepped: Bool
  private var inputs: MeterInputs
  private var filters: [Int: PulseFilter] = [:]
  private var sequences: [Int: UInt32] = [:]

  /// Opens the lines; `speed` counts for simulated boards.
  init(_ board: Board, meterLine: String, referenceLine: String?, speed: SpeedOption?) throws {
    func channel(_ name: String) throws -> Int {
      guard let place = board.channels.firstIndex(where: { $0.name == name }) else {
        let names = board.channels.map(\.name).joined(separator: ", ")
        throw CommandFailure(.usage, "board \(board.name) has no line '\(name)'; it has \(names)")
      }
      return place
    }
    meterChannel = try channel(meterLine)
    referenceChannel = try referenceLine.map(channel)
    guard meterChannel != referenceChannel else {
      throw CommandFailure(.usage, "meter and reference are on the same line '\(meterLine)'")
    }
    meterPulse = board.channels[meterChannel].configuration.pulseEnergy
    referencePulse = referenceChannel.map { board.channels[$0].configuration.pulseEnergy }
    if board.isSimulated {
      var factor: Double?
      if case .factor(let value)? = speed { factor = value } else if speed == nil { factor = 1 }
      isStepped = factor == nil
      inputs = MeterInputs.simulated(board, speed: factor, startUTCNanoseconds: 1_767_571_200_000_000_000)
    } else {
      guard speed == nil else { throw CommandFailure(.usage, "--speed is for simulated boards") }
      isStepped = false
      inputs = try MeterInputs.lines(of: board)
    }
    let now = inputs.ticks.nowNanoseconds()
    for place in [meterChannel] + (referenceChannel.map { [$0] } ?? []) {
      filters[place] = PulseFilter(
        thresholdNanoseconds: board.channels[place].configuration.rules.filterNanoseconds,
        startsActive: try inputs.pulses.isActive(channel: UInt8(place)), at: Tick(nanoseconds: now))
    }
  }

  /// Now, on the clock of the edges; simulated time stands still between two looks.
  var now: Int64 { inputs.ticks.nowNanoseconds() }

  /// Now, with simulated time brought up to date; no edge is lost by it.
  func currentTime() -> Int64 {
    if !isStepped { inputs.simulatedTime?.refresh() }
    return now
  }

  /// Waits a moment and takes what came.
  func next() throws -> Pulses {
    if !isStepped { usleep(20_000) }
    inputs.simulatedTime?.refresh()
    var pulses = Pulses()
    var buffer = InlineArray<256, LineEdge>(
      repeating: LineEdge(channel: 0, isActive: false, tickNanoseconds: 0))
    while true {
      var span = buffer.mutableSpan
      let count = try inputs.pulses.readEdges(into: &span)
      for index in 0..<count { take(buffer[index], &pulses) }
      if count < 256 { break }
    }
    // Edges of the last moment may still be on their way.
    let settled = now - 100_000_000
    for place in Array(filters.keys) {
      guard let outcome = filters[place]?.settle(to: Tick(nanoseconds: settled)) else { continue }
      note(outcome, place, &pulses)
    }
    inputs.pulses.acknowledge()
    return pulses
  }

  private func take(_ edge: LineEdge, _ pulses: inout Pulses) {
    let place = Int(edge.channel)
    guard filters[place] != nil else { return }
    if edge.sequence != 0 {
      if let last = sequences[place], edge.sequence &- last != 1 {
        pulses.lost &+= edge.sequence &- last &- 1
      }
      sequences[place] = edge.sequence
    }
    if let outcome = filters[place]?.edge(
      isActive: edge.isActive, at: Tick(nanoseconds: edge.tickNanoseconds))
    {
      note(outcome, place, &pulses)
    }
  }

  private func note(_ outcome: FilterOutcome, _ place: Int, _ pulses: inout Pulses) {
    guard case .activated(let tick) = outcome else { return }
    if place == meterChannel {
      pulses.meter.append(tick.nanoseconds)
    } else {
      pulses.reference.append(tick.nanoseconds)
    }
  }
}
