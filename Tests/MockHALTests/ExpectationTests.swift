import HAL
import MockHAL
import Testing

/// Mocks that expect a dialogue must fail on deviations and leftovers, or tests with them prove nothing.
@Suite struct ExpectationTests {
  private func write(_ port: inout ExpectedSerialPort, _ bytes: [UInt8]) throws {
    try port.write(bytes.span.bytes, timeoutNanoseconds: 1)
  }

  @Test func dialogueAsExpected() throws {
    var port = ExpectedSerialPort([
      .configure(SerialSettings(baud: 300)), .write([1, 2, 3]), .read([9, 8]), .silence,
    ])
    try port.configure(SerialSettings(baud: 300))
    try write(&port, [1])
    try write(&port, [2, 3])
    var buffer = [UInt8](repeating: 0, count: 1)
    for expected in [9, 8] as [UInt8] {
      var span = buffer.mutableSpan
      var bytes = span.mutableBytes
      #expect(try port.read(into: &bytes, timeoutNanoseconds: 1) == 1)
      #expect(buffer == [expected])
    }
    var span = buffer.mutableSpan
    var bytes = span.mutableBytes
    #expect(try port.read(into: &bytes, timeoutNanoseconds: 1) == 0)
    #expect(port.finish().isEmpty)
  }

  @Test func deviationAndLeftover() throws {
    var port = ExpectedSerialPort([.write([1]), .read([2])])
    try write(&port, [7])
    #expect(port.finish().count == 3)
  }

  @Test func scriptedPulsesReportLeftovers() throws {
    let edge = LineEdge(channel: 0, isActive: true, tickNanoseconds: 1)
    let input = ScriptedPulseInput([.edge(edge), .pause, .edge(edge)], levels: [false])
    var buffer = [LineEdge](repeating: edge, count: 4)
    var span = buffer.mutableSpan
    #expect(try input.readEdges(into: &span) == 1)
    #expect(try input.isActive(channel: 0))
    #expect(input.finish().count == 1)
  }
}
