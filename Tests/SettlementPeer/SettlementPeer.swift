import Foundation
import MeterCore
import Settlement

/// The virtual meter and the settlement files as a process, for the Python oracles of Tests/Readings and
/// Tests/Settlement: commands on standard input, answers on standard output.
///
/// `meter register|load ROLLOVER_UWH MAX_MW TOLERANCE_UWH GAP_S BRIDGE_S` begins a meter; `r MS VALUE QUALITY` takes a
/// reading (or load event) and prints its outcome; `x MS FINAL INITIAL` notes an exchange; `end` prints the newest
/// revision of every period: start, µWh, Wh, register, A or E, flags, revision; then `done`.
/// `parse KIND PATH` reads a settlement file and prints `ok` (and it again) or `refused: …`.
@main
struct SettlementPeer {
  static func main() {
    var meter = VirtualMeter<96, 400>()
    var periods: [UInt32: VirtualPeriod] = [:]
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      switch words.first {
      case "meter":
        let rules = VirtualMeterRules(
          input: words[1] == "load" ? .load : .register, rollOverAt: Energy(microwattHours: Int64(words[2])!),
          maximumPower: Power(milliwatts: Int64(words[3])!),
          tolerance: Energy(microwattHours: Int64(words[4])!),
          maximumGapSeconds: UInt32(words[5])!, maximumBridgeSeconds: UInt32(words[6])!)
        meter = VirtualMeter(rules: rules)
        periods = [:]
      case "r":
        let instant = Instant(nanoseconds: Int64(words[1])! * 1_000_000)
        let value = Int64(words[2])!
        let quality = ReadingQuality(rawValue: UInt8(words[3])!)
        let outcome: ReadingOutcome
        if meter.rules.input == .load {
          outcome = meter.take(LoadEvent(instant: instant, power: Power(milliwatts: value), quality: quality))
          {
            periods[$0.startSeconds] = $0
          }
        } else {
          outcome = meter.take(
            RegisterReading(instant: instant, register: Energy(microwattHours: value), quality: quality)
          ) { periods[$0.startSeconds] = $0 }
        }
        print("\(outcome)")
      case "x":
        let outcome = meter.exchange(
          at: Instant(nanoseconds: Int64(words[1])! * 1_000_000),
          final: Energy(microwattHours: Int64(words[2])!),
          initial: Energy(microwattHours: Int64(words[3])!)
        ) { periods[$0.startSeconds] = $0 }
        print("\(outcome)")
      case "end":
        for period in periods.values.sorted(by: { $0.startSeconds < $1.startSeconds }) {
          print(
            "\(period.startSeconds) \(period.energy.microwattHours) \(period.wattHours) \(period.register.microwattHours) \(period.isActual ? "A" : "E") \(period.flags.rawValue) \(period.revision)"
          )
        }
        print("done")
        fflush(nil)
      case "parse":
        parse(words[1], words[2])
        print("done")
        fflush(nil)
      default: print("unknown: \(line)")
      }
    }
  }

  private static func parse(_ kind: String, _ path: String) {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    do throws(FlowError) {
      switch kind {
      case "d0379": print("ok \(try AdvanceFlow(.d0379, parsing: text).text() == text)")
      case "d0380": print("ok \(try AdvanceFlow(.d0380, parsing: text).text() == text)")
      case "d0389": print("ok \(try UMSResponse(parsing: text).text == text)")
      case "control": print("ok \(try CMSControlFile(parsing: text).text() == text)")
      case "d0388":
        let inventory = try UMSInventory(parsing: text)
        for problem in inventory.problems { print("problem: \(problem)") }
        let answers = InventoryRules().answers(to: inventory)
        for answer in answers {
          print(
            "answer: \(answer.mpan) \(answer.sequence) \(answer.reason.rawValue) \(answer.errors.map(\.code.rawValue).joined())"
          )
        }
        print("ok \(inventory.problems.isEmpty && inventory.text == text)")
      default: print("unknown kind")
      }
    } catch { print("refused: \(error)") }
  }
}
