import Foundation
import Settlement

/// Dates of what happens outside: `certification.json` in the folder of a certification.
public struct CertificationNotes: Codable, Equatable, Sendable {
  /// What can be noted, in the order in which it happens.
  public enum Step: String, Sendable, CaseIterable {
    /// The platform has filled in its part of the report.
    case platformPart = "platform-part"
    /// Logs are delivered by program.
    case logDelivery = "log-delivery"
    /// Report and logs handed in.
    case submitted
    /// Approval received.
    case approved
    /// Charge-code application form filled in.
    case changeCodeForm = "change-code-form"
  }

  /// Dates `YYYY-MM-DD` by step.
  public private(set) var dates: [String: String] = [:]

  /// Name of the file.
  public static let fileName = "certification.json"

  /// No dates.
  public init() {}

  /// Reads the notes of a folder; none where there is no file. Throws where it cannot be understood: a date that is
  /// not seen would send a certification back.
  public init(folder: String) throws(EvidenceError) {
    let path = "\(folder)/\(Self.fileName)"
    guard FileManager.default.fileExists(atPath: path) else { return }
    guard let data = FileManager.default.contents(atPath: path),
      let found = try? JSONDecoder().decode([String: String].self, from: data)
    else { throw EvidenceError(reason: "\(path) is no JSON object of dates; repair or remove it") }
    for (name, date) in found {
      guard let step = Step(rawValue: name) else {
        throw EvidenceError(
          reason:
            "\(path): '\(name)' is no step; known are \(Step.allCases.map(\.rawValue).joined(separator: ", "))"
        )
      }
      guard date.utf8.count == 10, FlowDate(date) != nil else {
        throw EvidenceError(reason: "\(path): '\(date)' of \(step.rawValue) is no date, e.g. 2026-02-01")
      }
    }
    dates = found
  }

  /// The date of a step.
  public subscript(step: Step) -> String? { dates[step.rawValue] }

  /// Notes a date. Refused before a step that comes earlier, or after one that comes later.
  public mutating func note(_ step: Step, _ date: String) throws(EvidenceError) {
    guard date.utf8.count == 10, FlowDate(date) != nil else {
      throw EvidenceError(reason: "'\(date)' is no date, e.g. 2026-02-01")
    }
    // The parts of the report are filled in and logs begin to flow in any order; the rest follows one another.
    let order: [Step] = [.submitted, .approved, .changeCodeForm]
    if let index = order.firstIndex(of: step) {
      for earlier in order[..<index] {
        guard let known = self[earlier] else {
          throw EvidenceError(reason: "\(step.rawValue) comes after \(earlier.rawValue): note that first")
        }
        guard known <= date else {
          throw EvidenceError(reason: "\(step.rawValue) on \(date) is before \(earlier.rawValue) on \(known)")
        }
      }
      for later in order[(index + 1)...] {
        if let known = self[later], known < date {
          throw EvidenceError(reason: "\(step.rawValue) on \(date) is after \(later.rawValue) on \(known)")
        }
      }
    }
    dates[step.rawValue] = date
  }

  /// Writes the notes whole or not at all.
  public func save(folder: String) throws(EvidenceError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let path = "\(folder)/\(Self.fileName)"
    do {
      try encoder.encode(dates).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch { throw EvidenceError(reason: "\(path): \(error.localizedDescription)") }
  }
}
