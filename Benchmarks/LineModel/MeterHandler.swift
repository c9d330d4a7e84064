import COSEM
import DataLink
import HAL
import Outstation
import OutstationService

/// The outstation of a virtual line.
public typealias TableOutstation = SharedOutstation<TableMeter, SoftwareCrypto, VolatileSettings>

/// A session on the outstation.
struct MeterHandler: MessageHandler, FlagHandler, ~Copyable {
  let shared: TableOutstation
  var session = OutstationSession<512, 1024>()
  var flag = FlagReadout()

  init(_ shared: TableOutstation) { self.shared = shared }

  mutating func linkEnded(client: UInt16, server: UInt16) { session.end() }

  mutating func respond(
    client: UInt16, server: UInt16, request: inout MutableRawSpan, count: Int,
    response: inout MutableRawSpan, now: Int64
  ) -> Int {
    session.respond(
      client: client, request: &request, count: count, response: &response, outstation: &shared.outstation,
      now: now)
  }

  mutating func followUp(response: inout MutableRawSpan, now: Int64) -> Int {
    session.followUp(response: &response, outstation: &shared.outstation, now: now)
  }

  mutating func readoutLine(_ index: Int, into octets: inout MutableRawSpan) -> Int {
    flag.line(index, into: &octets, outstation: &shared.outstation, now: 0)
  }

  mutating func isAccepted(password: RawSpan, type: UInt8, now: Int64) -> Bool {
    flag.isAccepted(password: password, outstation: &shared.outstation, now: now)
  }

  mutating func read(_ dataSet: RawSpan, into octets: inout MutableRawSpan, now: Int64) -> Int {
    flag.read(dataSet, into: &octets, outstation: &shared.outstation, now: now)
  }

  mutating func write(_ dataSet: RawSpan, now: Int64) -> Bool { false }

  mutating func flagSessionEnded() { flag.end() }
}
