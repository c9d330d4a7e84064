import CGPIOD
import Glibc
import HAL

/// Pulse lines on GPIO character devices, one request a line, channel = index.
///
/// Edges are stamped by the kernel with CLOCK_MONOTONIC. Where they are numbered (kernel 5.10 or newer) the
/// queue holds 1024 and a loss is counted exactly; `capabilities` says which it is.
public final class GPIOPulseInput: PulseInput {
  /// How lines are requested.
  public enum Backend: Int32, Sendable {
    /// libgpiod 2, or the kernel's v2 interface beside libgpiod 1.
    case automatic = 0
    case libgpiod = 1
    case kernel = 2
  }

  public private(set) var capabilities: PulseInputCapabilities
  /// Channels whose request was taken over from the process before, without a gap.
  public private(set) var adoptedChannels: Set<Int> = []
  private var inputs: [OpaquePointer] = []
  private let tray: EdgeTray?

  /// Requests all lines.
  ///
  /// - Parameters:
  ///   - adopting: maps channels to descriptors kept open over a restart.
  ///   - tray: where edges lie until they are acknowledged; emptied before the first is read. Lines whose edges
  ///     are not numbered do without.
  public init(
    _ lines: [GPIOLine], consumer: String, backend: Backend = .automatic, adopting: [Int: Int32] = [:],
    tray: EdgeTray? = nil
  ) throws(GPIOLineError) {
    self.tray = tray
    capabilities = [.countsLostEdges, .stampsInInterrupt]
    for (channel, line) in lines.enumerated() {
      let input: OpaquePointer
      if let descriptor = adopting[channel] {
        var code: Int32 = 0
        if let adopted = gl_adopt(descriptor, &code) {
          input = adopted
          adoptedChannels.insert(channel)
        } else {
          close(descriptor)
          input = try Self.open(line, consumer, backend)
        }
      } else {
        input = try Self.open(line, consumer, backend)
      }
      inputs.append(input)
      if gl_numbers_edges(input) == 0 {
        capabilities.remove(.countsLostEdges)
        tray?.clear(channel: channel)
      } else if let tray, channel < tray.channelCount {
        gl_read_into_tray(input, tray.edges(ofChannel: channel))
      }
    }
  }

  deinit { for input in inputs { gl_close(input) } }

  private static func open(
    _ line: GPIOLine, _ consumer: String, _ backend: Backend
  ) throws(GPIOLineError) -> OpaquePointer {
    let (path, offset) = try resolve(line)
    let bias: Int =
      switch line.bias {
      case .asIs: GL_BIAS_AS_IS
      case .disabled: GL_BIAS_DISABLED
      case .pullUp: GL_BIAS_PULL_UP
      case .pullDown: GL_BIAS_PULL_DOWN
      }
    var code: Int32 = 0
    guard
      let input = gl_open(
        path, offset, consumer, line.isActiveLow ? 1 : 0, Int32(bias), backend.rawValue, &code)
    else { throw GPIOLineError(line: line, errorNumber: -code, step: .request) }
    return input
  }

  /// Finds the device path and offset of a line.
  public static func resolve(_ line: GPIOLine) throws(GPIOLineError) -> (path: String, offset: UInt32) {
    guard let chip = GPIOChip(finding: line.chip) else {
      throw GPIOLineError(line: line, errorNumber: GPIOChip.failure(finding: line.chip), step: .chip)
    }
    if let offset = UInt32(line.line) {
      guard offset < chip.lineCount else {
        throw GPIOLineError(line: line, errorNumber: ENOENT, step: .line)
      }
      return (chip.path, offset)
    }
    let offset = gl_line_find(chip.path, line.line)
    guard offset >= 0 else { throw GPIOLineError(line: line, errorNumber: -offset, step: .line) }
    return (chip.path, UInt32(offset))
  }

  /// Descriptors to wait on and to hand over at a restart, by channel.
  public var descriptors: [Int32] { inputs.map { gl_descriptor($0) } }

  public func isActive(channel: UInt8) throws(PulseInputError) -> Bool {
    guard Int(channel) < inputs.count else { throw PulseInputError(.noSuchChannel, channel: channel) }
    let value = gl_is_active(inputs[Int(channel)])
    guard value >= 0 else { throw Self.failure(channel, -value) }
    return value == 1
  }

  /// Empties the tray.
  public func acknowledge() { for input in inputs { gl_empty_tray(input) } }

  public func readEdges(into edges: inout MutableSpan<LineEdge>) throws(PulseInputError) -> Int {
    var count = 0
    for channel in inputs.indices {
      count += try readEdges(channel: channel, into: &edges, from: count)
    }
    return count
  }

  private func readEdges(
    channel: Int, into edges: inout MutableSpan<LineEdge>, from start: Int
  ) throws(PulseInputError) -> Int {
    let blank = gl_event(tick_ns: 0, line_seqno: 0, active: 0)
    var raw = InlineArray<32, gl_event>(repeating: blank)
    var count = 0
    while start + count < edges.count {
      let room = Int32(min(edges.count - start - count, 32))
      let got = withUnsafeMutableBytes(of: &raw) {
        gl_read(inputs[channel], $0.bindMemory(to: gl_event.self).baseAddress, room)
      }
      guard got >= 0 else { throw Self.failure(UInt8(channel), -got) }
      for index in 0..<Int(got) {
        edges[start + count + index] = LineEdge(
          channel: UInt8(channel), isActive: raw[index].active == 1,
          tickNanoseconds: Int64(raw[index].tick_ns), sequence: raw[index].line_seqno)
      }
      count += Int(got)
      if got < room { break }
    }
    return count
  }

  private static func failure(_ channel: UInt8, _ number: Int32) -> PulseInputError {
    PulseInputError(
      number == ENODEV || number == ENXIO ? .deviceGone : .inputOutput, channel: channel, errorNumber: number)
  }
}
