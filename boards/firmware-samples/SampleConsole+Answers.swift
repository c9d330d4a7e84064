import BoardConsole
import CBoard
import HAL
import MeterCore

/// What the console says about the meter: one record a line, `ok` at the end.
extension SampleConsole {
  /// Every register with its rest in 2^-32 µWh and its maximum demand, then the clock.
  mutating func writeRegisters() {
    for index in 0..<Int(board.meter.registers.state.channelCount) {
      let channel = board.meter.registers.state.channels[index]
      ConsoleOutput.write("register")
      ConsoleOutput.field("channel", Int64(index))
      ConsoleOutput.field("quantity", Int64(channel.configuration.quantity.rawValue))
      ConsoleOutput.field("element", Int64(channel.configuration.element))
      ConsoleOutput.field("energy_uwh", channel.register.energy.microwattHours)
      ConsoleOutput.field("rest", Int64(channel.register.rest))
      ConsoleOutput.field("demand_uwh", channel.maximumDemand.energy.microwattHours)
      ConsoleOutput.field("demand_end", Int64(channel.maximumDemand.endSeconds))
      ConsoleOutput.endLine()
    }
    ConsoleOutput.write("clock")
    ConsoleOutput.field("quality", Int64(board.meter.registers.state.clock.quality.rawValue))
    ConsoleOutput.field("utc_ns", board.meter.registers.state.lastInstant?.nanoseconds ?? 0)
    ConsoleOutput.field("open", board.meter.registers.state.openPeriodSeconds.map { Int64($0) } ?? -1)
    ConsoleOutput.field("flags", Int64(board.meter.registers.state.openFlags.rawValue))
    ConsoleOutput.field("lost_ns", Int64(truncatingIfNeeded: board.meter.lostNanoseconds))
    ConsoleOutput.field("storage", board.meter.registers.storageFailure?.word ?? "good")
    ConsoleOutput.endLine()
    ConsoleOutput.ok()
  }

  /// All profile rows; a damaged one keeps its place.
  mutating func writeRows() {
    for id in board.meter.registers.rowIDs { writeRow(id) }
    ConsoleOutput.ok()
  }

  @inline(never)
  private mutating func writeRow(_ id: UInt32) {
    ConsoleOutput.write("row")
    ConsoleOutput.field("id", Int64(id))
    if let row = (try? board.meter.row(id)) ?? nil {
      ConsoleOutput.field("start", Int64(row.periodStartSeconds))
      ConsoleOutput.field("minutes", Int64(row.period.minutes))
      ConsoleOutput.field("flags", Int64(row.flags.rawValue))
      ConsoleOutput.field("covered", Int64(row.coveredSeconds))
      for channel in 0..<Int(row.channelCount) {
        ConsoleOutput.field("energy", of: channel, row.values[channel].energy.microwattHours)
        ConsoleOutput.field("register", of: channel, row.values[channel].register.microwattHours)
      }
    } else {
      ConsoleOutput.field("state", "damaged")
    }
    ConsoleOutput.endLine()
  }

  /// The event log, oldest first.
  mutating func writeEvents() {
    for id in board.meter.registers.eventIDs {
      ConsoleOutput.write("event")
      ConsoleOutput.field("id", Int64(id))
      if let event = (try? board.meter.event(id)) ?? nil {
        ConsoleOutput.field("utc_ns", event.instant.nanoseconds)
        ConsoleOutput.field("quality", Int64(event.clockQuality.rawValue))
        ConsoleOutput.field("code", Int64(event.code.rawValue))
        ConsoleOutput.field("channel", Int64(event.channel))
        ConsoleOutput.field("value", event.value)
      } else {
        ConsoleOutput.field("state", "damaged")
      }
      ConsoleOutput.endLine()
    }
    ConsoleOutput.ok()
  }

  /// The newest window: what a display shows.
  mutating func writeWindow() {
    ConsoleOutput.write("window")
    ConsoleOutput.field("first", Int64(truncatingIfNeeded: board.meter.latest.firstIndex))
    ConsoleOutput.field("sets", Int64(board.meter.latest.sampleCount))
    ConsoleOutput.field("end", Int64(board.meter.latest.end.rawValue))
    ConsoleOutput.field("anchor", board.meter.latest.anchor.map { Int64($0) } ?? -1)
    ConsoleOutput.field("frequency_uhz", Int64(board.meter.latest.frequencyMicrohertz))
    ConsoleOutput.endLine()
    let duration = max(board.meter.latest.durationNanoseconds, 1)
    for index in 0..<3 {
      let element = board.meter.latest.elements[index]
      ConsoleOutput.write("element")
      ConsoleOutput.field("number", Int64(index + 1))
      ConsoleOutput.field("voltage_mv", Int64(element.voltageMillivolts))
      ConsoleOutput.field("current_ua", Int64(truncatingIfNeeded: element.currentMicroamperes))
      ConsoleOutput.field("active_mw", element.active.milliwatts(over: duration))
      ConsoleOutput.field("reactive_mvar", element.reactive.milliwatts(over: duration))
      ConsoleOutput.field("apparent_mva", element.apparent.milliwatts(over: duration))
      ConsoleOutput.field("fundamental_mvar", element.fundamental.reactive.milliwatts(over: duration))
      ConsoleOutput.endLine()
    }
    ConsoleOutput.ok()
  }

  /// Test pulses begun and waiting, and the sets with which the first ones began.
  mutating func writePulses() {
    ConsoleOutput.write("output")
    ConsoleOutput.field("pulses", Int64(truncatingIfNeeded: board.pulses.output.pulses))
    ConsoleOutput.field("waiting", Int64(board.pulses.output.waiting))
    ConsoleOutput.endLine()
    for pulse in 0..<board.pulses.startCount {
      ConsoleOutput.write("pulse")
      ConsoleOutput.field("number", Int64(pulse + 1))
      ConsoleOutput.field("set", Int64(truncatingIfNeeded: board.pulses.starts[pulse]))
      ConsoleOutput.endLine()
    }
    ConsoleOutput.ok()
  }

  /// What metering has cost since the start.
  mutating func writeCost() {
    ConsoleOutput.write("cost")
    ConsoleOutput.field("sets", Int64(truncatingIfNeeded: board.cost.sets))
    ConsoleOutput.field("windows", Int64(truncatingIfNeeded: board.cost.windows))
    ConsoleOutput.field("plain_sets", Int64(truncatingIfNeeded: board.cost.plainSets))
    ConsoleOutput.field("plain_ticks", Int64(truncatingIfNeeded: board.cost.setTicks))
    ConsoleOutput.field("window_sets", Int64(truncatingIfNeeded: board.cost.windowSets))
    ConsoleOutput.field("window_ticks", Int64(truncatingIfNeeded: board.cost.windowTicks))
    ConsoleOutput.field("pulse_ticks", Int64(truncatingIfNeeded: board.cost.pulseTicks))
    ConsoleOutput.field("book_ticks", Int64(truncatingIfNeeded: board.cost.bookTicks))
    ConsoleOutput.field("instructions_per_tick", Int64(board_instructions_per_tick()))
    ConsoleOutput.endLine()
    ConsoleOutput.ok()
  }

  /// Memory of board and meter, and what the mount found.
  mutating func writeInformation() {
    ConsoleOutput.write("board")
    ConsoleOutput.field("flash_bytes", Int64(board_flash_size()))
    ConsoleOutput.field("profile_rows", Int64(SampleSetup.sizes(for: FlashMemory.meter.geometry).profileRows))
    ConsoleOutput.field("meter_bytes", Int64(MemoryLayout<SampleFirmware.Meter>.size))
    ConsoleOutput.field("kernel_bytes", Int64(MemoryLayout<SampleKernel<3>>.size))
    ConsoleOutput.field("console_bytes", Int64(MemoryLayout<SampleConsole>.size))
    ConsoleOutput.field("stack_used_bytes", Int64(board_stack_used()))
    ConsoleOutput.field("stack_bytes", Int64(board_stack_size()))
    ConsoleOutput.endLine()
    ConsoleOutput.write("mount")
    writeMount()
    ConsoleOutput.ok()
  }

  /// Fields of the mount report, to the end of the line.
  mutating func writeMount() {
    ConsoleOutput.field("cause", board_was_reset() ? "reset" : "supply")
    ConsoleOutput.field("restored", board.meter.registers.isRestored ? 1 : 0)
    ConsoleOutput.field("formatted", board.meter.registers.mountReport.wasFormatted ? 1 : 0)
    ConsoleOutput.field("damaged", Int64(board.meter.registers.mountReport.damagedSlots))
    ConsoleOutput.endLine()
  }
}
