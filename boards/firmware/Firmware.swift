import BoardConsole
import CBoard
import COSEM
import DataLink
import HAL
import MeterCore
import Outstation

/// A pulse meter on bare metal, driven over its console and read by COSEM clients on the same line.
@main
enum Firmware {
  /// The meter of these boards: two channels, records of up to 512 bytes.
  typealias Meter = PulseMeter<2, 512, FlashMemory>
  /// The meter as an outstation: 256 octets hold a row or an entry of the object list, and a request in blocks.
  typealias Port = OutstationPort<
    256, 256, PulseOutstation<2, 512, FlashMemory>, SoftwareCrypto, RingSettings<FlashMemory>
  >
  /// Its link: frames with up to 128 octets of information, messages of up to 512.
  typealias Link = HDLCServer<160, 512>

  static func main() {
    #if os(none)
      do throws(StorageError) {
        // Made in place and mounted there.
        var console = MeterConsole()
        try console.mount()
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
