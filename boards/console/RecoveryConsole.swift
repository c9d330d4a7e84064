import CBoard
import MeterCore

/// The console when the store could not be mounted: the meter's data is left as it is until someone decides.
public struct RecoveryConsole: ~Copyable {
  private let failure: StorageError
  private var line = ConsoleLine()

  /// Begins a console for a store that failed to mount.
  public init(_ failure: StorageError) { self.failure = failure }

  /// Serves the console for ever: `f` erases and starts anew, `x` resets, `q` ends.
  public mutating func run() {
    ConsoleOutput.write("stopped")
    ConsoleOutput.field("storage", failure.word)
    ConsoleOutput.endLine()
    while true {
      let byte = board_getc()
      if byte < 0 {
        board_idle()
        continue
      }
      switch line.take(UInt8(truncatingIfNeeded: byte)) {
      case .incomplete: break
      case .tooLong: ConsoleOutput.error("line too long")
      case .complete: execute()
      }
    }
  }

  private mutating func execute() {
    let letter = line.letter()
    guard line.isAtEnd() else { return ConsoleOutput.error("arguments") }
    switch letter {
    case UInt8(ascii: "f"): format()
    case UInt8(ascii: "x"): board_reset()
    case UInt8(ascii: "q"): board_exit(0)
    default: ConsoleOutput.error(failure.word)
    }
  }

  private func format() {
    var memory = FlashMemory.meter
    var settings = FlashMemory.settings
    do {
      try memory.eraseAll()
      try settings.eraseAll()
      board_reset()
    } catch { ConsoleOutput.error(StorageError.memory(error).word) }
  }
}
