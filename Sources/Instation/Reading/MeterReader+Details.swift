import COSEM

extension MeterReader {
  /// Reads what the meter tells of its technical details. What it refuses is left out.
  func readDetails(_ client: COSEMClient) throws(MeterReadError) -> MeterTechnicalDetails {
    var details = try client.technicalDetails(driver)
    guard let name = driver.profiles.first else { return details }
    do throws(MeterReadError) {
      let columns = try columns(name, client)
      details.take(columns, try scales(of: columns, client))
    } catch {
      guard case .refused = error.kind else { throw error }
    }
    return details
  }
}
