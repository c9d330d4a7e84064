/// The rules of the Codes of Practice that a bench can measure over serial lines, with where each was found.
///
/// The numbered clauses of the live codes could not be read: only what a source says may fail a meter.
public enum CoPRules {
  /// All rules.
  public static let all: [CoPRule] =
    storage + time + security + alarms + registers + outputsAndLine

  /// The rules of a code.
  public static func of(_ code: CodeOfPractice) -> [CoPRule] {
    all.filter { $0.cops.contains(code.rawValue) }
  }

  /// The rule with an id.
  public static func rule(_ id: String) -> CoPRule? { all.first { $0.id == id } }

  static let halfHourly = CodeOfPractice.halfHourly
  static let extended = CodeOfPractice.extendedStorage
  static let four = CodeOfPractice.fourQuantities
  static let everything = CodeOfPractice.allCases
  /// The script of CoP 11 repeats these tests.
  static let halfHourlyAnd11 = CodeOfPractice.halfHourly + [.cop11]

  private static let storage: [CoPRule] = [
    CoPRule(
      "OST-ID-1", "Outstation identity", halfHourly,
      method:
        "read serial number and outstation ID; not empty, equal to the label or MTD, stable over 3 reads",
      limit: "exact", CoPSource("S3*")),
    CoPRule(
      "OST-STO-1", "Storage of new equipment", extended, since: "2022-06-30", supersedes: "OST-STO-2",
      method: "profile entries (attribute 8) and capture period (attribute 4), for every channel",
      limit: "at least 90 days at 1800 s, that is 4320 records", CoPSource("S2")),
    CoPRule(
      "OST-STO-2", "Storage of equipment from before 30 June 2022", extended,
      method: "profile entries (attribute 8) and capture period (attribute 4)",
      limit: "at least 960 records (20 days of 48)", CoPSource("S3*")),
    CoPRule(
      "OST-STO-3", "Whole store readable in order", halfHourly,
      method:
        "oldest row by range read against entries in use (attribute 7); a wrap overwrites the oldest only",
      limit: "no gap, no reorder", CoPSource("M-H")),
    CoPRule(
      "OST-INT-1", "Integration period", extended,
      method: "capture period (attribute 4) of the settlement profile; on a bench set to each",
      limit: "one of 300, 600, 900, 1200, 1800 s, and settable to each; settlement uses 1800 s",
      CoPSource("S2"), CoPSource("M-H", part: "settlement set-up")),
    CoPRule(
      "OST-INT-2", "A period ends on the hour", extended,
      method: "row times in UTC modulo 3600 s contain 0", limit: "one period ends on the hour",
      CoPSource("S4*")),
    CoPRule(
      "OST-RES-1", "Resolution of stored demand", four,
      method: "smallest step of a stored demand against full-load demand", limit: "at most 0.1 %",
      CoPSource("S3*")),
    CoPRule(
      "OST-ADV-1", "Sum of demands against the register", four,
      method: "sum of intervals minus the register's advance, over 24 h and over 30 days",
      limit: "0.1 % of full-load energy over the span, plus 1 register step", CoPSource("S3*"),
      dependants: ["OST-ADV-2"]),
    CoPRule(
      "OST-ADV-2", "Sum of demands against the actual advance", halfHourly,
      method: "the same in % of the actual advance, where the load is above 10 % of full load",
      limit: "warn above 0.1 %", CoPSource("M-M")),
    CoPRule(
      "OST-RPT-1", "Repeated collection", halfHourlyAnd11,
      method: "read the same day twice and compare octets",
      limit: "identical", CoPSource("S9"), dependants: ["OST-RD-1"]),
    CoPRule(
      "OST-RD-1", "Reading changes nothing", halfHourly,
      method: "read everything; then read counters, flags and rows again", limit: "unchanged",
      CoPSource("M-H"), CoPSource("S5*", part: "flags")),
  ]

  private static let time: [CoPRule] = [
    CoPRule(
      "TIM-1", "Clock against UTC", halfHourly,
      method: "offset by the edges of the meter's second, round trip removed, with uncertainty",
      limit: "|offset| + U at most 20 s (10 s with --strict-time)", CoPSource("M-L")),
    CoPRule(
      "TIM-2", "Drift of the clock", halfHourly, method: "linear fit of offsets over hours",
      limit: "11.6 ppm", CoPSource("M-L")),
    CoPRule(
      "TIM-3", "Length of demand periods", halfHourly, method: "spacing of row times",
      limit: "0.1 % of the period unless flagged TIM or TRU", CoPSource("M-M")),
    CoPRule(
      "TIM-4", "UTC all year", halfHourly,
      method: "time zone and DST attributes of the clock; rows of the last Sundays of March and October",
      limit: "DST off, 48 half hours a day in UTC", CoPSource("M-H")),
    CoPRule(
      "TIM-5", "Clock protected from level 1", halfHourly, method: "set the clock with a level-1 password",
      limit: "refused, clock unchanged", CoPSource("M-H"), access: .bench, dependants: ["SEC-2"]),
    CoPRule(
      "TIM-6", "Clock set by level 2", halfHourlyAnd11,
      method:
        "clock at UTC -10 min and +10 min: reset with a wrong level-2 password, then with the right one",
      limit: "wrong: refused and unchanged; right: within TIM-1 and the period flagged TIM and TRU",
      CoPSource("S9"), CoPSource("S5*", part: "flags"), access: .bench),
  ]

  private static let security: [CoPRule] = [
    CoPRule(
      "SEC-1", "Password lengths", four, method: "set passwords of 5, 6, 12 and 13 characters (bench only)",
      limit: "6 to 12 accepted, others refused", CoPSource("S1"), access: .bench),
    CoPRule(
      "SEC-2", "Access levels", halfHourly,
      method: "levels against read, time, MD reset, program, calibrate", limit: "only granted cells work",
      CoPSource("M-H"), dependants: ["MTD-1"]),
    CoPRule(
      "SEC-3", "Wrong passwords", halfHourlyAnd11, method: "a wrong password at each level",
      limit: "refused, no lock-up, attempt logged, port usable again", CoPSource("M-M"),
      CoPSource("S9", part: "level 2"), access: .bench, dependants: ["TIM-6"]),
    CoPRule(
      "SEC-4", "No password in the evidence", halfHourly,
      method: "search everything that was recorded for every password used", limit: "none found",
      CoPSource("product")),
  ]

  /// Names of the flags, bit 0 first.
  public static let flagNames = ["PF", "RST", "BAT", "TIM", "TRU", "CFG", "REV", "ERR"]
  private static let flagTitles = [
    "phase failure", "reset", "battery", "time changed", "period truncated or extended", "data changed",
    "reverse running", "functional error",
  ]

  private static let alarms: [CoPRule] =
    flagNames.indices.map { bit in
      CoPRule(
        "ALM-\(bit + 1)", "Flag \(flagNames[bit]): \(flagTitles[bit])", halfHourly,
        method: "decode the flags of stored periods; on a bench force the condition and read",
        limit: "right flag, right period, survives reading, clears by itself", CoPSource("S5* S6*"),
        CoPSource("S9", part: "list"), access: (3...5).contains(bit) ? .bench : .condition,
        dependants: bit == 3 ? ["TIM-6"] : bit == 4 ? ["TIM-6", "REG-3"] : [])
    } + [
      CoPRule(
        "ALM-9", "Supply failure of the outstation", halfHourly,
        method: "drop the supply in consecutive periods",
        limit: "rows present or zero, outage visible, clock right after", CoPSource("S9"), access: .condition)
    ]

  private static let registers: [CoPRule] = [
    CoPRule(
      "REG-1", "Four quantities, monotonic", four,
      method: "registers A+, A-, R+, R-: present, never going back", limit: "monotonic", CoPSource("M-H")),
    CoPRule(
      "REG-2", "Rates add up to the total", everything, method: "sum of the rate registers minus the total",
      limit: "as many steps as there are rates", CoPSource("M-H")),
    CoPRule(
      "REG-3", "Maximum demand", [.cop3, .cop5, .cop10],
      method: "highest stored demand of the charging period against the MD register and its time",
      limit: "equal to 1 step", CoPSource("M-M")),
    CoPRule(
      "MTD-1", "Meter technical details", halfHourly,
      method: "CT and VT ratio, multiplier, channel map, password presence, outstation type against a file",
      limit: "exact; outstation type PRO for a Prometer 100", CoPSource("S1"),
      CoPSource("S38", part: "field set")),
  ]

  private static let outputsAndLine: [CoPRule] = [
    CoPRule(
      "ACC-*", "Accuracy", everything,
      method: "test points of IEC 62053 and EN 50470-3 by pulses or registers",
      limit: "class limit minus the bench's uncertainty", CoPSource("M-H"),
      CoPSource("S30 S31*", part: "checked limits"), access: .elsewhere),
    CoPRule(
      "PUL-1", "Pulse shape", everything, method: "widths and gaps of pulses, edges as far as captured",
      limit: "on at least 30 ms, off at least 30 ms, edge below 5 ms", CoPSource("S34"), access: .pulses),
    CoPRule(
      "PUL-2", "Pulses against the register", everything,
      method: "pulses times pulse value against the register's advance", limit: "1 pulse",
      CoPSource("M-H"), access: .pulses),
    CoPRule(
      "COM-1", "Noise on the line", halfHourly, method: "damage octets on the line (noise, parity, CRC)",
      limit: "detected, repeated, never accepted", CoPSource("M-H")),
    CoPRule(
      "COM-2", "Broken line", halfHourly, method: "drop the line in the middle of a block, then go on",
      limit: "no duplicate, no period lost", CoPSource("M-H")),
  ]
}
