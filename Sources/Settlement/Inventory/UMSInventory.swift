/// The summary inventory of unmetered supplies that an unmetered-supplies operator sends (D0388 v001).
public struct UMSInventory: Equatable, Sendable {
  /// One line of equipment.
  public struct Item: Equatable, Sendable {
    /// CMS Unit Reference, 12 characters; nil for equipment that no CMS switches.
    public var unitReference: String?
    /// Switch regime, three characters.
    public var switchRegime: String
    /// Charge code, 13 characters.
    public var chargeCode: String
    /// Number of items.
    public var count: Int

    /// Creates a line.
    public init(unitReference: String?, switchRegime: String, chargeCode: String, count: Int) {
      self.unitReference = unitReference
      self.switchRegime = switchRegime
      self.chargeCode = chargeCode
      self.count = count
    }
  }

  /// A group of items that share a sub-meter.
  public struct SubMeter: Equatable, Sendable {
    /// Sub-meter id, seven characters.
    public var id: String
    /// True where its items are controlled by a CMS.
    public var isCMS: Bool
    /// Its items.
    public var items: [Item]

    /// Creates a sub-meter.
    public init(id: String, isCMS: Bool, items: [Item]) {
      self.id = id
      self.isCMS = isCMS
      self.items = items
    }
  }

  /// The inventory of one MPAN.
  public struct Entry: Equatable, Sendable {
    /// MPAN core.
    public var mpan: MPAN
    /// Inventory sequence number, 1 to 9999.
    public var sequence: Int
    /// Effective-from date.
    public var effectiveFrom: FlowDate
    /// Its sub-meters.
    public var subMeters: [SubMeter]

    /// Creates an entry.
    public init(mpan: MPAN, sequence: Int, effectiveFrom: FlowDate, subMeters: [SubMeter]) {
      self.mpan = mpan
      self.sequence = sequence
      self.effectiveFrom = effectiveFrom
      self.subMeters = subMeters
    }
  }

  /// Flow and version.
  public static let flow = "D0388001"
  /// Header and trailer.
  public var envelope: FlowEnvelope
  /// MPANs in the file's order. Those that have problems are here too, without the fields that are wrong.
  public var entries: [Entry]
  /// Fields that are wrong, each with the response that the flow's sender is owed.
  public var problems: [InventoryProblem]

  /// Creates an inventory.
  public init(envelope: FlowEnvelope, entries: [Entry]) {
    self.envelope = envelope
    self.entries = entries
    problems = []
  }

  /// The file, lines ended by LF.
  public var text: String {
    var lines: [String] = []
    for entry in entries {
      lines.append("GP1|\(entry.mpan)|\(entry.sequence)|\(entry.effectiveFrom)|")
      for subMeter in entry.subMeters {
        lines.append("GP2|\(subMeter.id)|\(subMeter.isCMS ? "T" : "F")|")
        for item in subMeter.items {
          let tail = "\(item.switchRegime)|\(item.chargeCode)|\(item.count)|"
          lines.append(subMeter.isCMS ? "GP4|\(item.unitReference ?? "")|\(tail)" : "GP3|\(tail)")
        }
      }
    }
    let all =
      [envelope.header(flow: Self.flow)] + lines + [
        envelope.trailer(lines: lines.count, flows: entries.count)
      ]
    return all.joined(separator: "\n") + "\n"
  }
}
