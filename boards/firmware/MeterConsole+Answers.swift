import BoardConsole
import CBoard
import HAL
import MeterCore

/// What the console says about the meter: one record a line, `ok` at the end.
extension MeterConsole {
  /// Registers, counters and power of every channel, then the clock.
  mutating func writeRegisters() {
    for index in 0..<Int(meter.state.channelCount) {
      let channel = meter.state.channels[index]
      ConsoleOutput.write("register")
      ConsoleOutput.field("channel", Int64(index))
      ConsoleOutput.field("energy_uwh", channel.register.energy.microwattHours)
      ConsoleOutput.field("rest", Int64(channel.register.rest))
      ConsoleOutput.field("denominator", Int64(channel.configuration.pulseEnergy.denominator))
      ConsoleOutput.field("pulses", Int64(truncatingIfNeeded: channel.pulses))
      ConsoleOutput.field("rejected", Int64(channel.counters.rejected))
      ConsoleOutput.field("suspect", Int64(channel.counters.suspect))
      ConsoleOutput.field("lost", Int64(channel.counters.lostEdges))
      ConsoleOutput.field("merged", Int64(channel.counters.mergedEdges))
      ConsoleOutput.field("late", Int64(channel.counters.late))
      let power = channel.interval.power(
        channel.configuration.pulseEnergy, at: meter.state.lastTick,
        timeoutNanoseconds: meter.configuration.powerTimeoutNanoseconds)
      if let power {
        ConsoleOutput.field("power_mw", power.milliwatts)
      } else {
        ConsoleOutput.field("power_mw", "unknown")
      }
      ConsoleOutput.endLine()
    }
    ConsoleOutput.write("clock")
    switch meter.state.clock.quality {
    case .unset: ConsoleOutput.field("quality", "unset")
    case .unsynchronised: ConsoleOutput.field("quality", "unsynchronised")
    case .synchronised: ConsoleOutput.field("quality", "synchronised")
    }
    ConsoleOutput.field("utc", meter.state.lastInstant?.seconds ?? 0)
    ConsoleOutput.field("open", meter.state.openPeriodSeconds.map { Int64($0) } ?? -1)
    ConsoleOutput.field("flags", Int64(meter.state.openFlags.rawValue))
    ConsoleOutput.field("storage", meter.storageFailure?.word ?? "good")
    ConsoleOutput.endLine()
    ConsoleOutput.ok()
  }

  /// Profile rows `ids`; a damaged one keeps its place.
  mutating func writeRows(_ ids: Range<UInt32>) {
    var id = ids.lowerBound
    while id < ids.upperBound {
      ConsoleOutput.write("row")
      ConsoleOutput.field("id", Int64(id))
      if let row = (try? meter.row(id)) ?? nil {
        ConsoleOutput.field("start", Int64(row.periodStartSeconds))
        ConsoleOutput.field("minutes", Int64(row.period.minutes))
        ConsoleOutput.field("flags", Int64(row.flags.rawValue))
        ConsoleOutput.field("covered", Int64(row.coveredSeconds))
        for channel in 0..<Int(row.channelCount) {
          let value = row.values[channel]
          ConsoleOutput.field("energy", of: channel, value.energy.microwattHours)
          ConsoleOutput.field("register", of: channel, value.register.microwattHours)
          ConsoleOutput.field("pulses", of: channel, Int64(value.pulses))
        }
      } else {
        ConsoleOutput.field("state", "damaged")
      }
      ConsoleOutput.endLine()
      id += 1
    }
    ConsoleOutput.ok()
  }

  /// The event log, oldest first.
  mutating func writeEvents() {
    var id = meter.eventIDs.lowerBound
    while id < meter.eventIDs.upperBound {
      ConsoleOutput.write("event")
      ConsoleOutput.field("id", Int64(id))
      if let event = (try? meter.event(id)) ?? nil {
        ConsoleOutput.field("utc", event.instant.seconds)
        ConsoleOutput.field("quality", Int64(event.clockQuality.rawValue))
        ConsoleOutput.field("code", Int64(event.code.rawValue))
        ConsoleOutput.field("channel", Int64(event.channel))
        ConsoleOutput.field("value", event.value)
      } else {
        ConsoleOutput.field("state", "damaged")
      }
      ConsoleOutput.endLine()
      id += 1
    }
    ConsoleOutput.ok()
  }

  /// Memory of board and meter, and what the mount found.
  mutating func writeInformation() {
    ConsoleOutput.write("board")
    ConsoleOutput.field("flash_bytes", Int64(board_flash_size()))
    ConsoleOutput.field("erase_block_bytes", Int64(board_flash_erase_block()))
    ConsoleOutput.field("program_unit_bytes", Int64(board_flash_program_unit()))
    ConsoleOutput.field("profile_rows", Int64(MeterSetup.sizes(for: FlashMemory.meter.geometry).profileRows))
    ConsoleOutput.field("events", Int64(MeterSetup.events))
    ConsoleOutput.field("meter_bytes", Int64(MemoryLayout<Firmware.Meter>.size))
    ConsoleOutput.field("state_bytes", Int64(MemoryLayout<PulseMeterState<2>>.size))
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
    ConsoleOutput.field("restored", meter.isRestored ? 1 : 0)
    ConsoleOutput.field("formatted", meter.mountReport.wasFormatted ? 1 : 0)
    ConsoleOutput.field("repaired", meter.mountReport.wasHeaderRepaired ? 1 : 0)
    ConsoleOutput.field("damaged", Int64(meter.mountReport.damagedSlots))
    ConsoleOutput.endLine()
  }
}
