import HAL

/// Everything done to a medium, in order: cuts the supply at every operation without repeating the run.
public struct MediumJournal: Sendable {
  /// One operation.
  public enum Operation: Equatable, Sendable {
    case write(offset: Int, bytes: [UInt8])
    case sync
  }

  /// The medium's shape.
  public let geometry: NonVolatileGeometry
  /// The operations so far.
  public private(set) var operations: [Operation] = []

  init(_ geometry: NonVolatileGeometry) { self.geometry = geometry }

  mutating func append(_ operation: Operation) { operations.append(operation) }

  /// For every operation in `range` and every mode: the medium as a mount would find it after a cut there.
  public func forEachCut(
    in range: Range<Int>, modes: [SupplyCut.Mode], seeds: ClosedRange<UInt64>,
    _ body: (SupplyCut, EmulatedMedium) throws -> Void
  ) rethrows {
    var visible = [UInt8](repeating: 0xFF, count: geometry.sizeBytes)
    var durable = visible
    var pending: [(offset: Int, bytes: [UInt8])] = []
    for (number, operation) in operations.enumerated() {
      if range.contains(number) {
        for mode in modes {
          // Cutting cleanly leaves no choice, so one seed tells all.
          for seed in mode == .plain ? seeds.lowerBound...seeds.lowerBound : seeds {
            let cut = SupplyCut(operation: number, mode: mode, seed: seed)
            var last: (offset: Int, bytes: [UInt8])?
            if case .write(let offset, let bytes) = operation { last = (offset, bytes) }
            let image = cut.image(visible: visible, durable: durable, pending: pending, last: last)
            try body(cut, EmulatedMedium(geometry, content: image))
          }
        }
      }
      switch operation {
      case .write(let offset, let bytes):
        visible.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        pending.append((offset, bytes))
      case .sync:
        durable = visible
        pending = []
      }
    }
  }
}
