import Glibc
import HAL
import MeterCore

/// Storage errors in words, with what to do next.
public enum StorageAdvice {
  /// The words for `error`.
  public static func text(_ error: StorageError) -> String {
    switch error {
    case .memory(let memory):
      let reason = memory.errorNumber == 0 ? "\(memory.kind)" : String(cString: strerror(memory.errorNumber))
      let advice =
        switch memory.kind {
        case .noSpace: "free some space"
        case .readOnly: "check owner and permissions of the data folder"
        case .outOfBounds: "the file is cut short; restore it from a backup or choose another --data folder"
        default: "check the medium"
        }
      return "\(reason) at byte \(memory.offset); \(advice)"
    case .tooSmall(let needed, let available):
      return "the store has \(available) bytes, the board needs \(needed); "
        + "restore the board's profile days and event entries, or choose another --data folder"
    case .recordTooLarge(let needed, let capacity):
      return "a record needs \(needed) bytes, this program holds \(capacity); use fewer channels"
    case .unknownRecord:
      return
        "the newest record was written by another version of the program; use that one, or move the store away"
    case .unknownFormat(let version):
      return "the store has format version \(version), this program reads "
        + "\(StorageLayout.formatVersion); use the program that wrote it"
    case .layoutDiffers:
      return "the store was made for another number of channels or other sizes; nothing was changed. "
        + "Restore the board file, or start a new store with another --data folder"
    case .channelDiffers(let channel):
      return "channel \(channel + 1) was stored with another quantity or element; nothing was changed. "
        + "Restore the board file, or start a new store with another --data folder"
    case .damaged:
      return "there is data, but no valid record; nothing was changed. Restore the file from a backup, "
        + "or choose another --data folder"
    }
  }
}
