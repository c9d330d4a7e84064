import CGPIOD
import Glibc

/// A GPIO chip of this machine, as `meter doctor` shows it.
public struct GPIOChip: Equatable, Sendable {
  /// Device path.
  public let path: String
  /// Kernel name (gpiochip0); changes between kernels, so boards use the label.
  public let name: String
  /// Label given by the driver.
  public let label: String
  /// Lines on the chip.
  public let lineCount: UInt32

  /// Series of the libgpiod that was compiled in, 1 or 2.
  public static var libraryMajor: Int { Int(gl_library_major()) }

  /// The first chip that matches a path, name or label; nil when there is none or it cannot be opened.
  public init?(finding which: String) {
    var chip = gl_chip()
    guard gl_chip_find(which, &chip) == 0 else { return nil }
    path = Self.text(chip.path)
    name = Self.text(chip.name)
    label = Self.text(chip.label)
    lineCount = chip.lines
  }

  /// The error number of a failed search.
  static func failure(finding which: String) -> Int32 {
    var chip = gl_chip()
    return -gl_chip_find(which, &chip)
  }

  /// All chips that can be opened, by path.
  public static func all() -> [GPIOChip] {
    (0..<64).compactMap { number in
      let path = "/dev/gpiochip\(number)"
      return access(path, F_OK) == 0 ? GPIOChip(finding: path) : nil
    }
  }

  /// Program that holds a line, nil when it is free or unknown.
  public func consumer(offset: UInt32) -> String? {
    var buffer = [CChar](repeating: 0, count: 64)
    guard gl_line_consumer(path, offset, &buffer, buffer.count) == 0, buffer[0] != 0 else { return nil }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func text<T>(_ tuple: T) -> String {
    withUnsafeBytes(of: tuple) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
