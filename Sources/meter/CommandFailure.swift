import Archive
import Bench
import ESMEService
import Foundation
import Gateway
import Instation
import LinuxHAL
import LocalPages
import MeterCore
import Settlement

/// A failure with the exit code users script against.
struct CommandFailure: Error {
  /// Exit codes: 2 usage or configuration, 3 device, 4 data or verdict.
  enum Code: Int32 {
    case usage = 2
    case device = 3
    case data = 4
  }

  var code: Code
  var message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// A data folder that another process uses, or that cannot be locked.
  init(_ error: DataFolderLock.Failure, folder: String) {
    switch error {
    case .inUse(let process):
      let who = process > 0 ? "process \(process)" : "another process"
      self.init(.device, "\(folder): in use by \(who); stop it, or choose another --data folder")
    case .system(let number): self.init(.device, "\(folder): \(String(cString: strerror(number)))")
    }
  }

  /// Maps the errors of the libraries; nil for those of the argument parser.
  init?(_ error: any Error) {
    switch error {
    case let failure as CommandFailure: self = failure
    case let error as ESMEFolderError:
      if case .empty = error {
        self.init(.usage, error.description)
      } else {
        self.init(error.isData ? .data : .device, error.description)
      }
    case let error as StorageError: self.init(.data, "the meter's memory cannot be read: \(error)")
    case let error as BoardFileError: self.init(.usage, error.description)
    case let error as FlowError: self.init(.data, error.description)
    case let error as AccuracyError: self.init(.usage, error.description)
    case let error as EvidenceError: self.init(.data, error.description)
    case let error as PolicyError: self.init(.usage, error.description)
    case let error as DeliveryError: self.init(.device, error.description)
    case let error as SecretFileError: self.init(.usage, error.description)
    case let error as RecordingError: self.init(.data, error.description)
    case let error as ArchiveError: self.init(.data, error.description)
    case let error as MeterReadError: self.init(.device, error.description)
    case let error as GPIOLineError: self.init(.device, error.description)
    case let error as BoardOutstationError:
      self.init(error.isConfiguration ? .usage : .device, error.description)
    case let error as BoardSampleSource.Failure:
      self.init(error.isConfiguration ? .usage : .device, error.description)
    case let error as CalibrationError: self.init(error.isVerdict ? .data : .usage, error.description)
    case let error as DurableFile.Failure: self.init(.device, error.description)
    case let error as PageError: self.init(.device, error.description)
    case let error as EdgeTrayError: self.init(.device, error.description)
    case let error as MeterServiceError:
      switch error {
      case .noPulseChannels, .storage(_, .layoutDiffers), .storage(_, .channelDiffers),
        .storage(_, .tooSmall):
        self.init(.usage, error.description)
      case .storage(_, .damaged), .storage(_, .unknownFormat), .storage(_, .unknownRecord):
        self.init(.data, error.description)
      default: self.init(.device, error.description)
      }
    case let error as NSError where error.domain == NSCocoaErrorDomain:
      self.init(.device, error.localizedDescription)
    default: return nil
    }
  }
}
