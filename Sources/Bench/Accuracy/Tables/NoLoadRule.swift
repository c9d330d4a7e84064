/// How long a meter without current may give one pulse at most; the formula depends on the edition.
public enum NoLoadRule: String, CaseIterable, Sendable {
  /// C·10⁶ / (k·m·Un·Imax) minutes, IEC 62053-2x of 2003.
  case iec2003 = "2003"
  /// 240·10³ / (k·m·1.1·Un·Ist) minutes, IEC 62052-11 of 2020.
  case iec2020 = "2020"
  /// 240·10³ / (k·m·Utest·Ist) minutes, EN 50470-3.
  case en50470 = "en50470-3"

  /// Edition and source.
  public var rule: AccuracyRule {
    switch self {
    case .iec2003:
      .memory("ACC-NOLOAD", "IEC 62053-2x:2003, Δt = C·10⁶/(k·m·Un·Imax) min")
    case .iec2020:
      AccuracyRule(
        "ACC-NOLOAD", edition: "IEC 62052-11:2020, Δt = 240·10³/(k·m·1.1Un·Ist) min",
        source: "variables and 1.1 Un found [S32], constant from memory [R]", status: .advisory)
    case .en50470: .memory("ACC-NOLOAD", "EN 50470-3:2006, Δt = 240·10³/(k·m·Utest·Ist) min", "M-M")
    }
  }

  /// Voltage applied, in thousandths of Un: 115 % [S32] by the old rules, 110 % by the new one.
  public var voltage: Int { self == .iec2020 ? 1100 : 1150 }

  /// Time in seconds; nil where the edition has no constant for the class.
  ///
  /// - Parameters:
  ///   - k: pulses per kWh (kvarh).
  ///   - un: nominal voltage in V.
  ///   - imax, ist: greatest and starting current in A.
  public func seconds(
    _ accuracyClass: AccuracyClass, pulsesPerKilowattHour k: Double, elements m: Int, un: Double,
    imax: Double,
    ist: Double
  ) -> Double? {
    switch self {
    case .iec2003:
      let constant: Double
      switch accuracyClass {
      case .class02S: constant = 900
      case .class05S, .class1: constant = 600
      case .class2, .reactive2: constant = 480
      case .reactive3: constant = 300
      case .midA, .midB, .midC: return nil
      }
      return constant * 1e6 / (k * Double(m) * un * imax) * 60
    case .iec2020: return 240e3 / (k * Double(m) * 1.1 * un * ist) * 60
    case .en50470:
      return 240e3 / (k * Double(m) * un * Double(voltage) / 1000 * ist) * 60
    }
  }
}
