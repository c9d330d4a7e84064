import CSampleKernel
@_spi(SampleSums) import MeterCore

#if os(none)
  import CBoard
#else
  import Glibc
#endif

/// Runs the same samples through the Swift kernel and through kernel.c; `tools/bench samples` builds and runs it, on
/// this machine and in QEMU.
///
/// Usage here: sample-benchmark KIND BLOCKS. On bare metal all kinds run, with their instructions.
@main
enum SampleBenchmark {
  /// Sets in a block, as a DMA half buffer of 10 ms holds; blocks in the signal, which is of whole cycles.
  static let blockSets = 40
  static let signalBlocks = 10

  static func main() {
    let signal = UnsafeMutableBufferPointer<Int32>.allocate(blockSets * signalBlocks * 6)
    let short = UnsafeMutableBufferPointer<Int16>.allocate(blockSets * signalBlocks * 6)
    kernel_signal(signal.baseAddress!, short.baseAddress!, Int32(blockSets * signalBlocks))
    let signals = Signals(samples: UnsafeBufferPointer(signal), short: UnsafeBufferPointer(short))
    #if os(none)
      for kind in 0..<BenchmarkKind.count {
        let before = board_ticks()
        let few = BenchmarkKind.run(kind, signals, blocks: 40)
        let between = board_ticks()
        let more = BenchmarkKind.run(kind, signals, blocks: 240)
        let after = board_ticks()
        let ticks = (after &- between) &- (between &- before)
        line(kind, few, more, instructionsPer1000Sets: Int(ticks) * Int(board_instructions_per_tick()) / 8)
      }
      board_exit(BenchmarkKind.check(signals) ? 0 : 4)
    #else
      guard CommandLine.arguments.count == 3, let kind = Int(CommandLine.arguments[1]),
        let blocks = Int(CommandLine.arguments[2])
      else {
        print("usage: sample-benchmark KIND BLOCKS; KIND is 0...\(BenchmarkKind.count - 1), or -1 to check")
        exit(2)
      }
      if kind < 0 { exit(BenchmarkKind.check(signals) ? 0 : 4) }
      var start = timespec()
      clock_gettime(CLOCK_MONOTONIC, &start)
      let windows = BenchmarkKind.run(kind, signals, blocks: blocks)
      var end = timespec()
      clock_gettime(CLOCK_MONOTONIC, &end)
      let seconds = Double(end.tv_sec - start.tv_sec) + Double(end.tv_nsec - start.tv_nsec) / 1e9
      print("windows", windows, "ns_per_set", seconds * 1e9 / Double(blocks * blockSets))
    #endif
  }

  #if os(none)
    private static func line(_ kind: Int, _ few: Int, _ more: Int, instructionsPer1000Sets: Int) {
      write("sample kind=")
      number(kind)
      write(" windows=")
      number(few + more)
      write(" milli=")
      number(instructionsPer1000Sets)
      write("\n")
    }

    private static func write(_ text: StaticString) {
      for index in 0..<text.utf8CodeUnitCount { board_putc(text.utf8Start[index]) }
    }

    private static func number(_ value: Int) {
      if value >= 10 { number(value / 10) }
      board_putc(UInt8(48 + value % 10))
    }
  #endif
}

extension UnsafeMutableBufferPointer {
  /// Memory from a fixed buffer in C: there is no heap on bare metal.
  static func allocate(_ count: Int) -> UnsafeMutableBufferPointer<Element> {
    let bytes = kernel_memory(UInt32(count * MemoryLayout<Element>.stride))!
    return UnsafeMutableBufferPointer(start: bytes.assumingMemoryBound(to: Element.self), count: count)
  }
}
