/// Secondary export under MP184: **provisional**.
///
/// MP184 v0.5 is a set of requirements; neither message codes nor OBIS codes are published for it. Every code here is
/// this project's own, formed by analogy: message codes are those of the primary use case with F800 added, objects
/// those of the primary with B = 20, which the published charge reference 1-20:1.8.0 uses for the secondary element.
/// None of them may be presented as the standard's. They answer only where ``Capabilities/provisionalSecondaryExport``
/// is set.
public enum ProvisionalSecondaryExport {
  /// Added to the message code of the use case a provisional one is the twin of.
  public static let codeOffset: UInt16 = 0xF800

  static let register: LogicalName = "1-20:2.8.0"
  static let timeOfUse: LogicalName = "0-20:94.44.34.1"
  static let profile: LogicalName = "0-20:99.1.1"
  static let dailyLog: LogicalName = "0-20:98.1.10"
  static let mpan: LogicalName = "1-20:0.0.2"
  static let calendar: LogicalName = "0-20:13.0.1"
  static let specialDays: LogicalName = "0-20:11.0.1"
  static let stagedSpecialDays: LogicalName = "0-21:11.0.1"
  static let specialDaysActivation: LogicalName = "0-20:94.44.128.30"
  static let charge: LogicalName = "0-20:19.20.5"

  static let attributes: [ObjectAttribute: BoundAttribute] = {
    var map: [ObjectAttribute: BoundAttribute] = [
      ObjectAttribute(3, register, 2): .energy(.secondaryActiveExport),
      ObjectAttribute(3, register, 3): .unit(30),
      ObjectAttribute(1, timeOfUse, 2): .secondaryExportTimeOfUse,
      ObjectAttribute(7, profile, 2): .log(.profileSecondaryExport),
      ObjectAttribute(7, dailyLog, 2): .log(.dailySecondaryExport),
      ObjectAttribute(1, mpan, 2): .mpan(.secondaryExport),
    ]
    BoundAttribute.bindTariff(
      .secondaryExport, calendar: calendar, special: specialDays, stagedSpecial: stagedSpecialDays,
      specialActivation: specialDaysActivation, charge: charge
    ) { map[ObjectAttribute($0, $1, $2)] = $3 }
    return map
  }()

  /// Twins of published use cases. Whether writing an export tariff is critical is not published: see
  /// ``Capabilities/exportTariffWritesAreCritical``.
  static let useCases: [UseCase] = UseCase.rows(
    """
    F826|ECS17a|4.2|mac|time|NB|Read secondary export register|get 3 1-20:2.8.0 2 3
    F829|ECS17d|4.1.2|mac|time|NB|Read secondary export time-of-use registers|get 1 0-20:94.44.34.1 2
    F835|ECS21c|4.6.2|mac||B|Read daily read log, secondary export|select 7 0-20:98.1.10 2
    F836|ECS22a|4.8.3|mac||NB|Read half-hour profile, secondary export|select 7 0-20:99.1.1 2
    F84D|ECS39b|6.20.2|mac||B|Set secondary export MPAN|set 1 1-20:0.0.2 2
    F84E|ECS40|6.2.7|mac||SNB|Read all MPANs|get 1 0-0:94.44.34.11 2; get 1 1-0:0.0.2 2; get 1 1-20:0.0.2 2
    F8B7|ECS01c|1.1.2|signed|time|SB|Set secondary export tariff and price|set 113 0-20:19.20.5 6 7; set 20 0-20:13.0.1 7 8 9 10; set 11 0-21:11.0.1 2; set 9000 0-20:94.44.128.30 6
    F8C7|ECS01d|1.2.2|signed|time|SB|Set secondary export price|set 113 0-20:19.20.5 6 7
    F8BD|ECS24b|4.11.2|mac||SNB|Read secondary export tariff|get 113 0-20:19.20.5 5; get 11 0-20:11.0.1 2; get 20 0-20:13.0.1 3 4 5
    """, isProvisional: true)

  /// Writes of the export tariff, whose criticality is open.
  static let tariffWrites: Set<MessageCode> = [MessageCode(0xF8B7), MessageCode(0xF8C7)]
}
