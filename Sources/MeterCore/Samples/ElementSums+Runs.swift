// The per-sample work. The usual wirings, V and I side by side in sets of one or three elements, are added where they
// lie, in loops with constant strides; all others are gathered side by side first.
extension ElementSums {
  /// Adds a run of sample sets.
  mutating func add<Word: SampleWord>(_ run: SampleRun, of block: UnsafePointer<Word>, wiring: ElementWiring)
  {
    let first = block + (run.start &+ wiring.voltage)
    let isOverRange: Bool
    if wiring.isAdjacent && run.stride == 6 {
      isOverRange = add(first, run, stride: 6)
    } else if wiring.isAdjacent && run.stride == 2 {
      isOverRange = add(first, run, stride: 2)
    } else {
      isOverRange = addGathered(run, block, wiring)
    }
    if isOverRange { countOverRange(run, block, wiring) }
  }

  /// Adds a run's correlation with the phasor; `phasors` holds its cosines and sines by turns in 2^-22.
  mutating func addFundamental<Word: SampleWord>(
    _ run: SampleRun, of block: UnsafePointer<Word>, wiring: ElementWiring, _ phasors: UnsafePointer<Int32>
  ) {
    let first = block + (run.start &+ wiring.voltage)
    if wiring.isAdjacent && run.stride == 6 {
      correlate(first, run.count, stride: 6, phasors)
    } else if wiring.isAdjacent && run.stride == 2 {
      correlate(first, run.count, stride: 2, phasors)
    } else {
      correlateGathered(run, block, wiring, phasors)
    }
  }

  /// Fills the history without adding anything.
  mutating func fillHistory<Word: SampleWord>(
    _ run: SampleRun, of block: UnsafePointer<Word>, wiring: ElementWiring
  ) {
    var place = run.start
    for index in 0..<run.count {
      var value = block[place &+ wiring.voltage].value
      if wiring.hasSubtracted { value = value &- block[place &+ wiring.subtracted].value }
      history[unchecked: run.position &+ index] = value
      place = place &+ run.stride
    }
  }

  @inline(never)
  private mutating func addGathered<Word: SampleWord>(
    _ run: SampleRun, _ block: UnsafePointer<Word>, _ wiring: ElementWiring
  ) -> Bool {
    var pairs = InlineArray<80, Int32>(repeating: 0)
    let isOverRange = Self.gather(run, block, wiring, &pairs)
    // A difference may be beyond the limit where neither voltage is.
    var part = run
    part.limit = .max
    let longest = wiring.hasSubtracted ? Self.longestSubtractedRun : SampleRun.longest
    pairs.span.withUnsafeBufferPointer {
      var done = 0
      while done < run.count {
        part.count = min(run.count &- done, longest)
        _ = add($0.baseAddress! + 2 &* done, part, stride: 2)
        done = done &+ part.count
        part.position = (part.position &+ part.count) % run.lag
      }
    }
    return isOverRange
  }

  @inline(never)
  private mutating func correlateGathered<Word: SampleWord>(
    _ run: SampleRun, _ block: UnsafePointer<Word>, _ wiring: ElementWiring, _ phasors: UnsafePointer<Int32>
  ) {
    var pairs = InlineArray<80, Int32>(repeating: 0)
    _ = Self.gather(run, block, wiring, &pairs)
    let longest = wiring.hasSubtracted ? Self.longestSubtractedRun : SampleRun.longest
    pairs.span.withUnsafeBufferPointer {
      var done = 0
      while done < run.count {
        let count = min(run.count &- done, longest)
        correlate($0.baseAddress! + 2 &* done, count, stride: 2, phasors + done &* RotatingPhasor.tableWords)
        done = done &+ count
      }
    }
  }

  /// The run's voltages and currents by turns; true when a sample was beyond the limit.
  @inline(__always)
  private static func gather<Word: SampleWord>(
    _ run: SampleRun, _ block: UnsafePointer<Word>, _ wiring: ElementWiring,
    _ pairs: inout InlineArray<80, Int32>
  ) -> Bool {
    var excess: Int32 = 0
    var place = run.start
    for index in 0..<run.count {
      var v = block[place &+ wiring.voltage].value
      let i = block[place &+ wiring.current].value
      excess |= (run.limit &- (v ^ (v >> 31))) | (run.limit &- (i ^ (i >> 31)))
      if wiring.hasSubtracted {
        let second = block[place &+ wiring.subtracted].value
        excess |= run.limit &- (second ^ (second >> 31))
        v = v &- second
      }
      pairs[unchecked: 2 &* index] = v
      pairs[unchecked: 2 &* index &+ 1] = i
      place = place &+ run.stride
    }
    return excess < 0
  }

  /// Counts the samples beyond the limit one by one; runs only where there are any.
  @inline(never)
  private mutating func countOverRange<Word: SampleWord>(
    _ run: SampleRun, _ block: UnsafePointer<Word>, _ wiring: ElementWiring
  ) {
    var place = run.start
    for _ in 0..<run.count {
      let v = block[place &+ wiring.voltage].value
      let other = wiring.hasSubtracted ? block[place &+ wiring.subtracted].value : 0
      let i = block[place &+ wiring.current].value
      let isOver = v ^ (v >> 31) > run.limit || other ^ (other >> 31) > run.limit
      if isOver && voltageOverRange < .max { voltageOverRange &+= 1 }
      if i ^ (i >> 31) > run.limit && currentOverRange < .max { currentOverRange &+= 1 }
      place = place &+ run.stride
    }
  }
}
