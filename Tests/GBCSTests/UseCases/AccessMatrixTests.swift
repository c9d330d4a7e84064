import Testing

@testable import GBCS

/// Every use case with every role: taken where the table says so, refused by name where not.
struct AccessMatrixTests {
  @Test func everyCell() throws {
    var factory = CommandFactory()
    let roles: [(RemoteRole, EntityIdentifier)] = [
      (.supplier, .supplier), (.networkOperator, .networkOperator), (.loadController, .loadController),
      (.broker, .broker),
    ]
    var (granted, refused) = (0, 0)
    for published in UseCase.published + ProvisionalSecondaryExport.useCases {
      let capabilities = Capabilities(provisionalSecondaryExport: true)
      let useCase = capabilities.adapted(published)
      for (role, entity) in roles {
        let accesses = useCase.accesses.map { pattern in
          let operation: AccessOperation =
            switch pattern.kind {
            case .get:
              pattern.isSelective
                ? .getSelected(
                  1,
                  .structure([
                    .structure([
                      .uint16(1), .octetString([0, 0, 94, 44, 100, 255]), .int8(2), .uint16(0),
                    ]), .uint32(0), .uint32(1), .array([]),
                  ])) : .get
            case .set: .set
            case .action: .action
            }
          let data: DLMSData =
            pattern.target.classIdentifier == 30
            ? factory.protectedRequest([ObjectAttribute(1, "0-0:94.44.34.10", 2)], from: entity) : .null
          return Access(operation, pattern.target, data: data)
        }
        let command = try factory.command(
          useCase.code.value, from: entity, accesses, signed: useCase.isCritical,
          onBehalfOf: role == .broker ? CommandFactory.exporter : nil)
        var endpoint = factory.endpoint(
          SimulatedESME(time: 1000, hasSecondaryElement: true), capabilities)
        do throws(CommandRefusal) {
          _ = try endpoint.respond(to: command.encoded())
          #expect(useCase.roles.contains(role), "\(useCase.name) \(role)")
          granted += 1
        } catch {
          #expect(!useCase.roles.contains(role), "\(useCase.name) \(role): \(error)")
          #expect(error == .notPermitted(role, useCase: useCase.name))
          refused += 1
        }
      }
    }
    print("GBCS access matrix: \(granted) cells granted, \(refused) refused, all as the table says")
    #expect(granted + refused == 4 * (UseCase.published.count + ProvisionalSecondaryExport.useCases.count))
  }

  @Test func codesAreUnique() {
    let codes = (UseCase.published + ProvisionalSecondaryExport.useCases).map(\.code)
    #expect(Set(codes).count == codes.count)
    #expect(ProvisionalSecondaryExport.useCases.allSatisfy { $0.isProvisional && $0.code.value >= 0xF800 })
    #expect(UseCase.published.allSatisfy { !$0.isProvisional && $0.code.value < 0x0200 })
  }
}
