import Foundation
import LinuxHAL
import SimulatedHAL
import Yams

extension BoardFile {
  static func origin(
    _ source: SampleSourceSection, of samples: BoardSamples, inputs: SampleInputNames,
    ports: [BoardSerialPort]
  ) throws -> BoardSampleOrigin {
    let section = source.section
    switch source.type {
    case .simulated: return .simulated(try scenario(section, of: samples))
    case .iio:
      var capture = IIOCapture(device: try section.requiredText("device"), channels: inputs.names)
      capture.trigger = try section.text("trigger")
      capture.counter = try section.text("counter")
      capture.bufferSets =
        try section.integer("buffer_sets", in: 16...1_000_000) ?? capture.bufferSets
      capture.watermarkSets =
        try section.integer("watermark_sets", in: 1...1_000_000)
        ?? min(capture.watermarkSets, capture.bufferSets / 2)
      guard capture.watermarkSets <= capture.bufferSets / 2 else {
        throw section.error(
          at: "watermark_sets",
          "'watermark_sets' must be at most half of 'buffer_sets' (\(capture.bufferSets))")
      }
      return .iio(capture)
    case .serial:
      let name = try section.requiredText("port")
      guard let port = ports.first(where: { $0.name == name }) else {
        let known = ports.map(\.name).joined(separator: ", ")
        throw section.error(
          at: "port",
          "'port' must be one of 'serial_ports'\(known.isEmpty ? ", there are none" : ": \(known)")")
      }
      guard port.settings.dataBits == 8 else {
        throw section.error(at: "port", "the port '\(name)' must have 8 data bits: samples are binary")
      }
      return .serial(port)
    case .replay: return try replay(source, columns: inputs.names)
    }
  }

  private enum YesNo: String, CaseIterable {
    case yes = "true"
    case no = "false"
  }

  private static func replay(
    _ source: SampleSourceSection, columns: [String]
  ) throws -> BoardSampleOrigin {
    let section = source.section
    let name = try section.requiredText("file")
    // Relative to the board file, so that a board and its capture can be moved together.
    let folder = URL(fileURLWithPath: section.file).deletingLastPathComponent()
    let path = name.hasPrefix("/") ? name : folder.appendingPathComponent(name).path
    let repeats = try section.choice("repeat", YesNo.self) == .yes
    switch source.format {
    case .csv?:
      let delimiter = try section.text("delimiter") ?? ","
      guard delimiter.utf8.count == 1, let byte = delimiter.utf8.first,
        [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"), UInt8(ascii: " ")]
          .contains(byte)
      else {
        throw section.error(at: "delimiter", "'delimiter' must be one of , ; | space or tab")
      }
      return .csv(path: path, columns: columns, delimiter: byte, repeats: repeats)
    case .raw?:
      guard let bytes = try section.integer("sample_bytes", in: 2...4) else {
        throw section.error(at: "sample_bytes", "\(section.name) needs 'sample_bytes': 2, 3 or 4")
      }
      return .raw(path: path, sampleBytes: bytes, repeats: repeats)
    default: return .wav(path: path, repeats: repeats)
    }
  }
}
