import Foundation
import MeterCore

/// The files of a fleet's folder: `journal-N.log`, `rows-N.log`, `checkpoint-N.log`.
enum FleetFiles {
  private static let magic: UInt64 = 0x3154_4C46_4D57_5331

  static func path(_ kind: String, _ generation: Int, in folder: String) -> String {
    let digits = String(generation)
    return "\(folder)/\(kind)-\(String(repeating: "0", count: max(8 - digits.count, 0)))\(digits).log"
  }

  /// Generations of which a file exists, oldest first.
  static func generations(of kind: String, in folder: String) -> [Int] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.compactMap { name in
      guard name.hasPrefix(kind + "-"), name.hasSuffix(".log") else { return nil }
      return Int(name.dropFirst(kind.count + 1).dropLast(4))
    }.sorted()
  }

  static func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  static func read(_ path: String) throws(FleetError) -> Data {
    do { return try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped) } catch {
      throw .file(path: path, operation: "read", code: errno)
    }
  }

  static func syncFolder(_ folder: String) throws(FleetError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .file(path: folder, operation: "open", code: errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .file(path: folder, operation: "sync", code: errno) }
  }

  /// Replays a journal; returns the bytes that are valid. An exchange counts only with both its halves.
  static func replay(
    _ data: Data, into meters: inout [VirtualFleet.Meter], issue: (UInt32, VirtualPeriod) -> Void
  ) -> Int {
    var valid = 0
    data.withUnsafeBytes { buffer in
      let bytes = buffer.bytes
      var offset = 0
      var final: JournalRecord?
      while offset + JournalRecord.byteCount <= bytes.byteCount,
        let record = JournalRecord.decode(bytes, at: offset), Int(record.meter) < meters.count
      {
        offset += JournalRecord.byteCount
        let instant = Instant(nanoseconds: record.milliseconds * 1_000_000)
        let quality = ReadingQuality(rawValue: record.quality)
        let meter = Int(record.meter)
        switch record.kind {
        case .register:
          meters[meter].take(
            RegisterReading(
              instant: instant, register: Energy(microwattHours: record.value), quality: quality)
          ) { issue(record.meter, $0) }
        case .load:
          meters[meter].take(
            LoadEvent(instant: instant, power: Power(milliwatts: record.value), quality: quality)
          ) { issue(record.meter, $0) }
        case .exchangeFinal:
          final = record
          continue
        case .exchangeInitial:
          guard let last = final else { break }
          meters[meter].exchange(
            at: Instant(nanoseconds: last.milliseconds * 1_000_000),
            final: Energy(microwattHours: last.value),
            initial: Energy(microwattHours: record.value)
          ) { issue(record.meter, $0) }
        }
        final = nil
        valid = offset
      }
    }
    return valid
  }

  static func eachRow(_ path: String, _ body: (FleetRow) -> Void) throws(FleetError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .file(path: path, operation: "open", code: errno) }
    defer { close(descriptor) }
    // A fleet's rows of a day are tens of megabytes: read in pieces.
    var buffer = [UInt8](repeating: 0, count: FleetRow.byteCount * 4096)
    while true {
      var filled = 0
      while filled < buffer.count {
        let count = buffer.withUnsafeMutableBytes {
          Foundation.read(descriptor, $0.baseAddress! + filled, $0.count - filled)
        }
        if count < 0, errno == EINTR { continue }
        if count < 0 { throw .file(path: path, operation: "read", code: errno) }
        if count == 0 { break }
        filled += count
      }
      let bytes = buffer.span.bytes
      var offset = 0
      while offset + FleetRow.byteCount <= filled {
        if let row = FleetRow.decode(bytes, at: offset) { body(row) }
        offset += FleetRow.byteCount
      }
      if filled < buffer.count { return }
    }
  }

  // MARK: Checkpoint

  private static let blockSeed: UInt32 = 0x4B43_4D53
  /// A meter's record with its checksum before it, padded to whole eight bytes.
  private static var meterBytes: Int { (VirtualFleet.Meter.storedBytes + 8 + 7) / 8 * 8 }

  static func saveCheckpoint(
    _ meters: [VirtualFleet.Meter], _ generation: Int, in folder: String
  ) throws(FleetError) {
    let final = path("checkpoint", generation, in: folder)
    let part = final + ".part"
    do {
      var file = try AppendFile(path: part, length: 0)
      try file.append(16) { bytes in
        bytes.storeBytes(of: magic, toByteOffset: 0, as: UInt64.self)
        bytes.storeBytes(of: UInt64(meters.count), toByteOffset: 8, as: UInt64.self)
      }
      for index in meters.indices {
        try file.append(meterBytes) { bytes in
          meters[index].encode(into: &bytes, at: 8)
          let sum = CRC32C.checksum(bytes.bytes.extracting(8..<meterBytes), seed: blockSeed &+ UInt32(index))
          bytes.storeBytes(of: sum, toByteOffset: 0, as: UInt32.self)
        }
      }
      try file.sync()
    }
    guard rename(part, final) == 0 else { throw .file(path: final, operation: "rename", code: errno) }
    try syncFolder(folder)
  }

  /// The meters of a checkpoint; nil where it is damaged or of another format.
  static func loadCheckpoint(
    _ generation: Int, in folder: String, rules: VirtualMeterRules
  ) throws(FleetError) -> [VirtualFleet.Meter]? {
    let path = path("checkpoint", generation, in: folder)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .file(path: path, operation: "open", code: errno) }
    defer { close(descriptor) }
    func fill(_ buffer: inout [UInt8]) -> Bool {
      var filled = 0
      while filled < buffer.count {
        let count = buffer.withUnsafeMutableBytes {
          Foundation.read(descriptor, $0.baseAddress! + filled, $0.count - filled)
        }
        if count < 0, errno == EINTR { continue }
        if count <= 0 { return false }
        filled += count
      }
      return true
    }
    var header = [UInt8](repeating: 0, count: 16)
    guard fill(&header) else { return nil }
    let bytes = header.span.bytes
    let count = bytes.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt64.self)
    guard bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self) == magic, count < 10_000_000 else {
      return nil
    }
    var meters: [VirtualFleet.Meter] = []
    meters.reserveCapacity(Int(count))
    var block = [UInt8](repeating: 0, count: meterBytes)
    for index in 0..<Int(count) {
      guard fill(&block) else { return nil }
      var span = block.mutableSpan
      let record = span.mutableBytes
      let sum = CRC32C.checksum(record.bytes.extracting(8..<meterBytes), seed: blockSeed &+ UInt32(index))
      guard record.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt32.self) == sum,
        let meter = VirtualFleet.Meter(rules: rules, decoding: record, at: 8)
      else { return nil }
      meters.append(meter)
    }
    return meters
  }
}
