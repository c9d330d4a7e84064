import Foundation
import MeterCore

/// The kernel's name for this boot.
enum BootIdentifier {
  /// The boot id as text, empty when the kernel does not tell.
  static func current() -> String {
    let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
    return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
  }

  /// The identity stored with the meter's ticks.
  static func identity(_ text: String) -> BootIdentity {
    let digits = text.filter(\.isHexDigit)
    guard digits.count == 32, let high = UInt64(digits.prefix(16), radix: 16),
      let low = UInt64(digits.suffix(16), radix: 16)
    else { return .unknown }
    return BootIdentity(high: high, low: low)
  }
}
