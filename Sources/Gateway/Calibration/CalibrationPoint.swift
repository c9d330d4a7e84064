import Foundation

/// One load of a calibration, as the reference instrument sees it.
public struct CalibrationPoint: Codable, Equatable, Sendable {
  /// What a point is for.
  public enum Kind: String, Codable, Sendable {
    /// Gains of voltage and current.
    case main
    /// A correction of the current's gain at a lower current.
    case low
    /// Phase, at PF 0.5.
    case phase
  }

  public var point: Kind
  /// Reference voltage in volts and current in amperes, rms.
  public var volts: Double
  public var amperes: Double
  /// How far the current lags its voltage in degrees (60 is PF 0.5 inductive), where the reference shows it.
  public var lagDegrees: Double?
  /// Reference active power in watts, instead of the angle; the sign of the angle is then the measured one.
  public var watts: Double?
  /// Second of the capture or simulation at which the point begins; nil waits for the operator.
  public var atSeconds: Double?

  enum CodingKeys: String, CodingKey {
    case point, volts, amperes, watts
    case lagDegrees = "lag_degrees"
    case atSeconds = "at_s"
  }

  /// Creates a point.
  public init(
    _ point: Kind, volts: Double, amperes: Double, lagDegrees: Double? = nil, watts: Double? = nil,
    atSeconds: Double? = nil
  ) {
    self.point = point
    self.volts = volts
    self.amperes = amperes
    self.lagDegrees = lagDegrees
    self.watts = watts
    self.atSeconds = atSeconds
  }

  /// Reference active power in watts, where it is known.
  var referenceWatts: Double? {
    watts ?? lagDegrees.map { volts * amperes * cos($0 * .pi / 180) }
  }

  /// The points of a file: `{"points": [{"point": "main", "volts": 230.02, "amperes": 5.001}, …]}`.
  public static func load(path: String) throws(CalibrationError) -> [CalibrationPoint] {
    struct File: Decodable { var points: [CalibrationPoint] }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .file(path: path, reason: "cannot be read")
    }
    do { return try JSONDecoder().decode(File.self, from: data).points } catch {
      throw .points(
        reason: "\(path) is not {\"points\": [{\"point\": \"main\" or \"low\" or \"phase\", \"volts\": …, "
          + "\"amperes\": …}]}: \(error)")
    }
  }

  /// Checks what can be checked without samples.
  public static func check(_ points: [CalibrationPoint]) throws(CalibrationError) {
    guard points.count(where: { $0.point == .main }) == 1 else {
      throw .points(reason: "exactly one main point is needed")
    }
    let main = points.first { $0.point == .main }!
    guard points.count(where: { $0.point == .phase }) <= 1 else {
      throw .points(reason: "at most one phase point can be used")
    }
    guard points.count(where: { $0.point == .low }) <= 4 else {
      throw .points(reason: "at most 4 low points can be used")
    }
    for point in points {
      guard (1...1_000_000).contains(point.volts), (0.001...100_000).contains(point.amperes) else {
        throw .points(reason: "volts must be 1 to 1000000 and amperes 0.001 to 100000")
      }
      if point.point == .low, point.amperes >= main.amperes {
        throw .points(reason: "a low point must have less current than the main point")
      }
      if let lag = point.lagDegrees, !(-360...360).contains(lag) {
        throw .points(reason: "lag_degrees must be -360 to 360")
      }
      if let watts = point.watts, abs(watts) > point.volts * point.amperes * 1.001 {
        throw .points(reason: "\(watts) W is more than volts times amperes")
      }
      if point.lagDegrees != nil, point.watts != nil {
        throw .points(reason: "a point has either lag_degrees or watts")
      }
      guard point.point == .phase else { continue }
      guard let reference = point.referenceWatts else {
        throw .points(reason: "the phase point needs lag_degrees or watts")
      }
      let factor = abs(reference) / (point.volts * point.amperes)
      guard (0.2...0.87).contains(factor) else {
        throw .points(reason: String(format: "the phase point is at PF %.2f; it needs about PF 0.5", factor))
      }
    }
  }
}
