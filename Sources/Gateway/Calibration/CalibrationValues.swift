import Crypto
import Foundation
import MeterCore

/// What a calibration record says about one element: integers, as the kernel takes them.
public struct CalibrationValues: Codable, Equatable, Sendable {
  /// `mantissa` · 2^-`shift`.
  struct Factor: Codable, Equatable, Sendable {
    var mantissa: UInt32
    var shift: Int8
  }

  /// One point of the correction over current.
  struct Region: Codable, Equatable, Sendable {
    var currentMilliamperes: UInt32
    var gainPPM: Int16
    var phaseMicroradians: Int16

    enum CodingKeys: String, CodingKey {
      case currentMilliamperes = "current_milliamperes"
      case gainPPM = "gain_ppm"
      case phaseMicroradians = "phase_microradians"
    }
  }

  /// Element, from 1.
  public var element: Int
  var microvoltsPerCount: Factor
  var nanoamperesPerCount: Factor
  var phaseMicroradians: Int32
  /// In 2^-8 ns.
  var leadTime: Int32
  var voltageNoiseSquared: UInt32
  var currentNoiseSquared: UInt32
  var regions: [Region]
  /// Fingerprint of the board file's values that were calibrated.
  var boardValues: String

  enum CodingKeys: String, CodingKey {
    case element, regions
    case microvoltsPerCount = "microvolts_per_count"
    case nanoamperesPerCount = "nanoamperes_per_count"
    case phaseMicroradians = "phase_microradians"
    case leadTime = "lead_time_256ths_ns"
    case voltageNoiseSquared = "voltage_noise_squared_256ths"
    case currentNoiseSquared = "current_noise_squared_256ths"
    case boardValues = "board_values"
  }

  /// The values of `calibration`, made for an element whose board file says `board`.
  init(_ calibration: ElementCalibration, element: Int, board: ElementCalibration) {
    self.element = element
    microvoltsPerCount = Factor(
      mantissa: calibration.voltageGain.mantissa, shift: calibration.voltageGain.shift)
    nanoamperesPerCount = Factor(
      mantissa: calibration.currentGain.mantissa, shift: calibration.currentGain.shift)
    phaseMicroradians = calibration.phaseMicroradians
    leadTime = calibration.leadTime
    voltageNoiseSquared = calibration.voltageNoiseSquared
    currentNoiseSquared = calibration.currentNoiseSquared
    regions = (0..<Int(calibration.regionCount)).map {
      let region = calibration.regions[$0]
      return Region(
        currentMilliamperes: region.currentMilliamperes, gainPPM: region.gainPPM,
        phaseMicroradians: region.phaseMicroradians)
    }
    boardValues = Self.fingerprint(board)
  }

  /// These values on the wiring of `board`; nil when they are not values a kernel takes.
  func applied(to board: ElementCalibration) -> ElementCalibration? {
    guard microvoltsPerCount.mantissa > 0, nanoamperesPerCount.mantissa > 0 else { return nil }
    var result = ElementCalibration(
      voltageGain: ScaleFactor(mantissa: microvoltsPerCount.mantissa, shift: microvoltsPerCount.shift),
      currentGain: ScaleFactor(mantissa: nanoamperesPerCount.mantissa, shift: nanoamperesPerCount.shift),
      voltageChannel: board.voltageChannel, currentChannel: board.currentChannel,
      subtractedVoltageChannel: board.subtractedVoltageChannel)
    result.isCurrentReversed = board.isCurrentReversed
    result.phaseMicroradians = phaseMicroradians
    result.leadTime = leadTime
    result.voltageNoiseSquared = voltageNoiseSquared
    result.currentNoiseSquared = currentNoiseSquared
    for region in regions {
      guard
        result.append(
          CalibrationRegion(
            currentMilliamperes: region.currentMilliamperes, gainPPM: region.gainPPM,
            phaseMicroradians: region.phaseMicroradians))
      else { return nil }
    }
    return result
  }

  /// Half a SHA-256 of an element as the board file has it. A record for another transformer or another input
  /// would be silently wrong.
  static func fingerprint(_ board: ElementCalibration) -> String {
    let text =
      "\(board.voltageGain.mantissa) \(board.voltageGain.shift) \(board.currentGain.mantissa) "
      + "\(board.currentGain.shift) \(board.phaseMicroradians) \(board.leadTime) "
      + "\(board.isCurrentReversed ? 1 : 0) \(board.voltageChannel) \(board.currentChannel) "
      + (board.subtractedVoltageChannel.map { "\($0)" } ?? "-")
    return Hex.text(Array(SHA256.hash(data: Data(text.utf8))).prefix(16))
  }
}

extension BoardSamples {
  /// The values that element `element` (from 1) is metered with now.
  public func currentValues(element: Int) -> CalibrationValues? {
    guard let board = boardCalibration(element: element - 1), let values = calibration(element: element - 1)
    else { return nil }
    return CalibrationValues(values, element: element, board: board)
  }
}
