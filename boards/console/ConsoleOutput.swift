import CBoard

/// Text and decimal numbers on the console, without memory of their own.
public enum ConsoleOutput {
  public static func write(_ text: StaticString) {
    text.withUTF8Buffer { bytes in
      for byte in bytes { board_putc(byte) }
    }
  }

  public static func write(_ number: Int64) {
    if number < 0 { board_putc(UInt8(ascii: "-")) }
    write(number.magnitude)
  }

  public static func write(_ number: UInt64) {
    var digits = InlineArray<20, UInt8>(repeating: 0)
    var count = 0
    var rest = number
    repeat {
      digits[count] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
      count += 1
    } while rest > 0
    while count > 0 {
      count -= 1
      board_putc(digits[count])
    }
  }

  /// ` name=value`, a field of an answer.
  public static func field(_ name: StaticString, _ value: Int64) {
    write(" ")
    write(name)
    write("=")
    write(value)
  }

  /// ` name=value` with a value that is a word.
  public static func field(_ name: StaticString, _ value: StaticString) {
    write(" ")
    write(name)
    write("=")
    write(value)
  }

  /// ` name<channel>=value`, a field of one channel.
  public static func field(_ name: StaticString, of channel: Int, _ value: Int64) {
    write(" ")
    write(name)
    write(Int64(channel))
    write("=")
    write(value)
  }

  public static func endLine() { write("\n") }

  /// Ends an answer.
  public static func ok() { write("ok\n") }

  /// Ends an answer with a refusal.
  public static func error(_ reason: StaticString) {
    write("error ")
    write(reason)
    write("\n")
  }
}
