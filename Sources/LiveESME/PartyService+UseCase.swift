import GBCS
import MeterCore

extension PartyService {
  /// The service a use case is, in the meter's access matrix; nil for one that the matrix does not have: then the role
  /// alone decides.
  public init?(_ useCase: UseCase) {
    if useCase.isProvisional {
      guard let service = Self.provisional[useCase.code.value] else { return nil }
      self = service
      return
    }
    // Some use cases are several services with the same rights.
    let reference = useCase.serviceReference.split(separator: "/").first.map(String.init) ?? ""
    guard let service = Self.byReference[reference] else { return nil }
    self = service
  }

  private static let byReference: [String: PartyService] = Dictionary(
    PartyService.allCases.filter { !$0.isProvisional }.map { ("\($0.reference)", $0) },
    uniquingKeysWith: { first, _ in first })

  private static let provisional: [UInt16: PartyService] = [
    0xF826: .readSecondaryExportRegisters, 0xF829: .readSecondaryExportRegisters,
    0xF835: .readSecondaryExportDaily, 0xF836: .readSecondaryExportProfile, 0xF84D: .setSecondaryExportMPAN,
    0xF84E: .readMPANs, 0xF8B7: .setSecondaryExportTariff, 0xF8C7: .setSecondaryExportPrice,
    0xF8BD: .readSecondaryExportTariff,
  ]
}
