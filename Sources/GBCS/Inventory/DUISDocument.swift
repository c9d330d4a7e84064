import Foundation
import XMLCoder

/// Service requests and answers as XML in DUIS's shape (namespace, header, element names of the published request
/// templates).
///
/// Not DUIS itself: the XML signature around requests belongs to the transport and is neither made nor checked, and
/// `UpdateMPANs` and the answer's body, which no reachable template has, are this project's own. `SecondaryExportMPAN`
/// is MP184's and carries `provisional="true"`.
public enum DUISDocument {
  public static let namespace = "http://www.dccinterface.co.uk/ServiceUserGateway"
  static let maximumLength = 64 << 10

  /// A request from its XML.
  public static func request(_ xml: Data) throws(InventoryError) -> InventoryRequest {
    guard xml.count <= maximumLength else { throw .malformed("longer than \(maximumLength) octets") }
    // No document type, so no entities that grow or read files.
    guard xml.range(of: Data("<!DOCTYPE".utf8)) == nil else { throw .malformed("it has a document type") }
    let decoder = XMLDecoder()
    decoder.shouldProcessNamespaces = true
    let document: RequestElement
    do {
      document = try decoder.decode(RequestElement.self, from: xml)
    } catch {
      throw .malformed("\(error)")
    }
    return try document.request()
  }

  /// A request's XML.
  public static func xml(_ request: InventoryRequest) throws(InventoryError) -> Data {
    try encode(RequestElement(request), root: "Request")
  }

  /// The answer to a request: the device's record as its user sees it.
  public static func xml(_ record: DeviceRecord, answering request: InventoryRequest) throws(InventoryError)
    -> Data
  {
    try encode(ResponseElement(record, request), root: "Response")
  }

  private static func encode(_ value: some Encodable, root: String) throws(InventoryError) -> Data {
    let encoder = XMLEncoder()
    encoder.outputFormatting = [.prettyPrinted]
    do {
      return try encoder.encode(
        value, withRootKey: root, rootAttributes: ["xmlns": namespace, "schemaVersion": "5.4"],
        header: XMLHeader(version: 1.0, encoding: "UTF-8"))
    } catch {
      throw .malformed("\(error)")
    }
  }
}
