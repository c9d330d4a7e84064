import Crypto
import Foundation
import Glibc
import LinuxHAL

/// A meter's calibration records: JSON lines, each signed and chained to the one before (docs/calibration.md).
public struct CalibrationHistory: Sendable {
  /// The records, oldest first.
  public private(set) var records: [CalibrationRecord] = []
  private let path: String
  private let board: String
  private var bytes: [UInt8] = []
  private var lastHash = String(repeating: "0", count: 64)

  private static let opening = Array(#"{"record":"#.utf8)
  private static let middle = Array(#","signature":""#.utf8)
  private static let closing = Array(#""}"#.utf8)
  /// What is signed begins with this, so that no other signature of the key can pass for a record.
  static let signedPrefix = Array("swift-meter calibration record\n".utf8)

  /// Reads and checks the history at `path`; there is none yet where there is no file.
  ///
  /// - Parameter pinnedKey: public key that must have signed every record; nil trusts the first record's.
  public init(path: String, board: String, pinnedKey: String?) throws(CalibrationError) {
    self.path = path
    self.board = board
    guard FileManager.default.fileExists(atPath: path) else { return }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .file(path: path, reason: "cannot be read")
    }
    bytes = Array(data)
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.last?.isEmpty == true else { throw broken(lines.count, "the last line is not complete") }
    lines.removeLast()
    for line in lines {
      let record = try check(Array(line), pinnedKey ?? records.first?.key)
      lastHash = Self.hash(Array(line))
      records.append(record)
    }
  }

  /// The newest record of any kind, 0 for none.
  public var newestNumber: UInt32 { records.last?.number ?? 0 }
  /// The newest record that sets values.
  public var calibration: CalibrationRecord? { records.last { $0.kind == .calibration } }
  /// The seal in force.
  public var seal: CalibrationRecord? {
    records.last { $0.kind != .calibration }.flatMap { $0.kind == .seal ? $0 : nil }
  }

  /// Refuses while the meter is sealed.
  public func requireUnsealed() throws(CalibrationError) {
    if let seal { throw .sealed(record: seal.number, time: seal.time, operator: seal.operator) }
  }

  private func broken(_ line: Int, _ reason: String) -> CalibrationError {
    .brokenHistory(path: path, line: line, reason: reason)
  }

  private func check(_ line: [UInt8], _ key: String?) throws(CalibrationError) -> CalibrationRecord {
    let number = records.count + 1
    let tail = Self.middle.count + 128 + Self.closing.count
    guard line.count > Self.opening.count + tail, line.starts(with: Self.opening),
      line.suffix(tail).starts(with: Self.middle), Array(line.suffix(Self.closing.count)) == Self.closing
    else { throw broken(number, "not a signed record") }
    let body = Array(line[Self.opening.count..<(line.count - tail)])
    let signature = String(
      decoding: line.suffix(tail).dropFirst(Self.middle.count).prefix(128), as: UTF8.self)
    guard let record = try? JSONDecoder().decode(CalibrationRecord.self, from: Data(body)) else {
      throw broken(number, "the record cannot be read")
    }
    guard record.version == CalibrationRecord.currentVersion else {
      throw broken(number, "version \(record.version) is not known")
    }
    guard record.key == key ?? record.key else { throw broken(number, "signed with another key") }
    guard CalibrationKey.isSignature(signature, of: Self.signedPrefix + body, key: record.key) else {
      throw broken(number, "the signature is wrong")
    }
    guard record.number == UInt32(number), record.previous == lastHash else {
      throw broken(number, "the chain is broken: a record is missing, moved or foreign")
    }
    guard record.board == board else {
      throw broken(number, "it is of board \(record.board), this is \(board)")
    }
    switch (record.kind, seal) {
    case (.calibration, .some), (.seal, .some): throw broken(number, "a \(record.kind) under a seal")
    case (.unseal, nil): throw broken(number, "an unseal without a seal")
    default: return record
    }
  }

  /// Signs `record` as the next one and writes the file anew, durably: a cut leaves the old or the new history.
  public mutating func append(_ record: CalibrationRecord, key: CalibrationKey) throws(CalibrationError) {
    if let first = records.first, first.key != key.publicText {
      throw .key(path: path, reason: "the history is signed with key \(first.key.prefix(16))…; use that key")
    }
    var record = record
    record.number = newestNumber + 1
    record.board = board
    record.previous = lastHash
    record.key = key.publicText
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let body = try? encoder.encode(record) else {
      throw .file(path: path, reason: "the record cannot be encoded")
    }
    let signature = try key.sign(Self.signedPrefix + Array(body))
    let line = Self.opening + Array(body) + Self.middle + Array(signature.utf8) + Self.closing
    // What will be read must be what was meant.
    let checked = try check(line, record.key)
    let all = bytes + line + [UInt8(ascii: "\n")]
    do throws(DurableFile.Failure) { try DurableFile.replace(path, with: all) } catch {
      throw .file(path: path, reason: error.description)
    }
    bytes = all
    lastHash = Self.hash(line)
    records.append(checked)
  }

  private static func hash(_ line: [UInt8]) -> String { Hex.text(SHA256.hash(data: Data(line))) }
}
