import Crypto
import Testing

@testable import GBCS

/// Commands that the builder makes are taken by a meter, and are the reference's where the reference has them.
struct CommandBuilderTests {
  @Test("A command of every use case, with null for what it writes, is taken by the meter's checks")
  func everyUseCase() throws {
    let factory = CommandFactory()
    let builder = CommandBuilder(keys: factory.keys, broker: .broker, meter: .device)
    var taken = 0
    for published in UseCase.published + ProvisionalSecondaryExport.useCases {
      let useCase = builder.capabilities.adapted(published)
      var values: [ObjectAttribute: DLMSData] = [:]
      for pattern in useCase.accesses where pattern.kind != .get && pattern.target.classIdentifier != 30 {
        values[pattern.target] = .null
      }
      for role in useCase.roles {
        let sender: CommandBuilder.Sender
        switch role {
        case .supplier: sender = .init(party: .supplier, counter: 5)
        case .networkOperator: sender = .init(party: .networkOperator, counter: 5)
        case .loadController: sender = .init(party: .loadController, counter: 5)
        case .broker: sender = .init(party: CommandFactory.exporter, counter: 5, brokerCounter: 9)
        case .secondaryExportSupplier: continue
        }
        let frame = try builder.command(useCase, from: sender, values: values)
        var endpoint = factory.endpoint(
          SimulatedESME(time: 700_000_000, hasSecondaryElement: true),
          Capabilities(provisionalSecondaryExport: true))
        _ = try endpoint.respond(to: frame.encoded())
        taken += 1
      }
    }
    #expect(taken > 130, "\(taken)")
  }

  @Test("What the use case writes must be given, and nothing else")
  func values() throws {
    let factory = CommandFactory()
    let builder = CommandBuilder(keys: factory.keys, broker: .broker, meter: .device)
    let useCase = try #require(UseCase.find(MessageCode(0xF84D)))
    let target = ObjectAttribute(1, "1-20:0.0.2", 2)
    let sender = CommandBuilder.Sender(party: CommandFactory.exporter, counter: 1, brokerCounter: 1)
    #expect(throws: CommandBuilder.Failure.missing([target])) { try builder.command(useCase, from: sender) }
    let other = ObjectAttribute(1, "1-0:0.0.2", 2)
    #expect(throws: CommandBuilder.Failure.unknown(other)) {
      try builder.command(useCase, from: sender, values: [target: .null, other: .null])
    }
  }

  /// MAC'd reference commands are made again to the last octet.
  @Test(.referenceData) func referenceCommandsAgain() throws {
    var (same, total) = (0, 0)
    for command in RefusalTests.commands {
      let header = command.frame.header
      guard let useCase = UseCase.find(header.messageCode), !useCase.isCritical,
        case .accessRequest(let request) = command.frame.payload,
        header.otherInformation.certificate.isEmpty
      else { continue }
      var values: [ObjectAttribute: DLMSData] = [:]
      var range: (UInt32, UInt32) = (0, .max)
      for access in request.accesses {
        switch access.operation {
        case .getSelected(_, .structure(let parts)):
          if case .uint32(let first) = parts[1], case .uint32(let last) = parts[2] { range = (first, last) }
        case .set: values[access.target] = access.data
        case .action:
          if let items = ProtectedAttributes.request(access.data)?.items {
            if let limits = items.first?.range {
              range = (limits.from.secondsSince2000 ?? 0, limits.to.secondsSince2000 ?? 0)
            }
          } else {
            values[access.target] = access.data
          }
        default: break
        }
      }
      let builder = CommandBuilder(keys: ReferenceData.keys, broker: .broker, meter: .device)
      let other = header.otherInformation
      let sender = CommandBuilder.Sender(
        party: other.supplementaryParty ?? header.originator,
        counter: other.supplementaryCounter ?? header.counter,
        brokerCounter: other.supplementaryParty == nil ? nil : header.counter)
      total += 1
      if try builder.command(useCase, from: sender, range: range, values: values).encoded() == command.bytes {
        same += 1
      }
    }
    print("GBCS reference commands with a MAC alone made again to the last octet: \(same) of \(total)")
    #expect(same * 10 >= total * 9)
  }
}
