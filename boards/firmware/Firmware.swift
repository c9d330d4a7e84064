import BoardConsole
import CBoard
import HAL
import MeterCore

/// A pulse meter on bare metal, driven over its console.
@main
enum Firmware {
  /// The meter of these boards: two channels, records of up to 512 bytes.
  typealias Meter = PulseMeter<2, 512, FlashMemory>

  static func main() {
    #if os(none)
      do throws(StorageError) {
        var console = try MeterConsole()
        console.run()
      } catch {
        var console = RecoveryConsole(error)
        console.run()
      }
    #else
      ConsoleOutput.write("firmware: a bare-metal image; build it with tools/firmware\n")
    #endif
  }
}
