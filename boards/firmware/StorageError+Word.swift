import HAL
import MeterCore

extension StorageError {
  /// The error as one word of an answer.
  var word: StaticString {
    switch self {
    case .memory(let error):
      switch error.kind {
      case .inputOutput: "flash-failed"
      case .outOfBounds: "flash-bounds"
      case .notErased: "flash-not-erased"
      case .noSpace, .readOnly, .powerLost: "flash-refused"
      }
    case .tooSmall: "too-small"
    case .recordTooLarge: "record-too-large"
    case .unknownFormat: "unknown-format"
    case .unknownRecord: "unknown-record"
    case .layoutDiffers: "layout-differs"
    case .channelDiffers: "channel-differs"
    case .damaged: "damaged"
    }
  }
}
