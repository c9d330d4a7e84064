import BoardConsole
import CBoard
import HAL
import MeterCore

/// A three-phase sample meter on bare metal, fed with a stored waveform or with frames over its console.
@main
enum SampleFirmware {
  /// The meter of these boards: the registers of a four-wire board on Linux, records of up to 7296 bytes.
  typealias Meter = PolyphaseMeter<3, 38, 7296, FlashMemory>

  static func main() {
    #if os(none)
      do throws(StorageError) {
        // Made in place and mounted there: the meter takes nearly half of the RAM.
        var console = SampleConsole()
        try console.mount()
        console.run()
      } catch {
        var console = RecoveryConsole(error)
        console.run()
      }
    #else
      ConsoleOutput.write("firmware-samples: a bare-metal image; build it with tools/firmware\n")
    #endif
  }
}
