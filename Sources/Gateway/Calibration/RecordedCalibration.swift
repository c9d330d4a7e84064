import Foundation
import MeterCore

/// The calibration a board's meter has by its history.
public struct RecordedCalibration: Equatable, Sendable {
  /// The record that set the values, 0 where there are none yet.
  public var number: UInt32
  /// The newest record of any kind.
  public var newestNumber: UInt32
  /// The elements, in order; empty without a calibration.
  public var elements: [CalibrationValues]
}

extension RecordedCalibration {
  /// The calibration of `samples` that `history` ends with.
  ///
  /// - Parameter seen: newest record the meter's store knows of.
  public init(
    _ history: CalibrationHistory, of samples: BoardSamples, seen: UInt32, path: String
  ) throws(CalibrationError) {
    guard history.newestNumber >= seen else {
      throw .historyCutShort(path: path, records: history.newestNumber, seen: seen)
    }
    number = history.calibration?.number ?? 0
    newestNumber = history.newestNumber
    elements = history.calibration?.elements ?? []
    guard let record = history.calibration else { return }
    guard record.elements.map(\.element) == Array(1...samples.wiring.elementCount) else {
      throw .boardChanged(element: samples.wiring.elementCount, record: record.number)
    }
    for values in record.elements {
      guard let board = samples.boardCalibration(element: values.element - 1),
        values.boardValues == CalibrationValues.fingerprint(board), values.applied(to: board) != nil
      else { throw .boardChanged(element: values.element, record: record.number) }
    }
  }
}

extension Board {
  /// Takes over the calibration that is recorded in `folder`, where there is one.
  public mutating func loadCalibration(from folder: DataFolder) throws {
    guard let samples else { return }
    let history = try folder.calibrationHistory(of: self)
    let seen =
      FileManager.default.fileExists(atPath: folder.storePath)
      ? try StoredMeter(path: folder.storePath).calibrationHistory : 0
    let recorded = try RecordedCalibration(history, of: samples, seen: seen, path: folder.calibrationPath)
    if recorded.newestNumber > 0 { self.samples?.recordedCalibration = recorded }
  }
}

extension DataFolder {
  /// The calibration history.
  public var calibrationPath: String { path + "/calibration.jsonl" }

  /// The checked calibration history of a board.
  public func calibrationHistory(of board: Board) throws(CalibrationError) -> CalibrationHistory {
    try CalibrationHistory(
      path: calibrationPath, board: board.name, pinnedKey: board.samples?.calibrationKey)
  }
}
