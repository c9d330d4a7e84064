import Glibc

/// Why a line could not be requested, and what to do about it.
public struct GPIOLineError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The line concerned.
  public var line: GPIOLine
  /// The operating system's error number.
  public var errorNumber: Int32
  /// What was being done.
  public var step: Step

  /// The step that failed.
  public enum Step: String, Equatable, Sendable { case chip, line, request, adopt }

  public var description: String {
    let reason = String(cString: strerror(errorNumber))
    let place = "line \(line.line) of GPIO chip \(line.chip)"
    switch (step, errorNumber) {
    case (.chip, ENOENT):
      return
        "GPIO chip '\(line.chip)' not found; 'meter doctor' lists the chips of this machine with their labels"
    case (.line, ENOENT):
      return "\(place): no line of that name; 'meter doctor' lists the chip's lines"
    case (_, EACCES), (_, EPERM):
      return
        "\(place): permission denied; add the user to the group 'gpio' (sudo usermod -aG gpio $USER) and log in again"
    case (.request, EBUSY):
      return "\(place): in use by another program; 'meter doctor' names it"
    default: return "\(place): \(reason) (\(step.rawValue))"
    }
  }
}
