import COSEM
import Instation

extension CoPCollector {
  /// Tries what a client without password must not read, and what nobody may.
  func tryWithoutPassword() throws(MeterReadError) {
    let register = AttributeDescriptor(classID: 3, name: OBIS(1, 0, 1, 8, 0), attribute: 2)
    let password = AttributeDescriptor(classID: 1, name: OBIS(0, 0, 96, 50, 10), attribute: 2)
    let secret = AttributeDescriptor(classID: 15, name: OBIS(0, 0, 40, 0, 0), attribute: 7)
    guard case .none = session.installation.credentials else {
      let open = try works { (body) throws(MeterReadError) in
        try self.session.talk(client: 16, credentials: Credentials.none, body)
      } get: {
        register
      }
      seen.access.append(CoPAccessCell(level: 0, action: .read, isGranted: false, worked: open))
      seen.details.hasPasswordLevel1 = !open
      let level = Self.level(session)
      let mine = try works { (body) throws(MeterReadError) in
        try self.session.talk(body)
      } get: {
        register
      }
      seen.access.append(CoPAccessCell(level: level, action: .read, isGranted: true, worked: mine))
      for hidden in [password, secret] {
        let shown = try works { (body) throws(MeterReadError) in
          try self.session.talk(body)
        } get: {
          hidden
        }
        seen.access.append(CoPAccessCell(level: level, action: .secret, isGranted: false, worked: shown))
      }
      return
    }
    seen.reasons["SEC-2"] = "no password was given"
  }

  /// The level that the installation's client stands for; 1 where its number does not tell.
  static func level(_ session: MeterSession) -> Int {
    let client = session.installation.client ?? session.driver.client
    return (17...20).contains(client) ? Int(client) - 16 : 1
  }

  private func works(
    _ talk: ((COSEMClient) throws(MeterReadError) -> Void) throws(MeterReadError) -> Void,
    get attribute: () -> AttributeDescriptor
  ) throws(MeterReadError) -> Bool {
    let wanted = attribute()
    do throws(MeterReadError) {
      try talk { (client) throws(MeterReadError) in _ = try client.get(wanted) }
      return true
    } catch {
      switch error.kind {
      case .refused, .associationRefused, .notOffered, .exception: return false
      default: throw error
      }
    }
  }
}
