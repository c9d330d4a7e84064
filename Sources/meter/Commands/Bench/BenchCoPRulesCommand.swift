import ArgumentParser
import Bench

struct BenchCoPRulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "List the rules of the Codes of Practice, with their sources and status.",
    discussion: """
      verified and derived rules may fail a meter, advisory ones only warn; docs/bench.md explains the sources.
      """)

  @Option(help: "Only the rules of one code: 1, 2, 3, 5, 6, 10 or 11.") var cop: CodeOfPracticeOption?
  @Flag(help: "JSON output.") var json = false

  func run() throws {
    let rules = cop.map { CoPRules.of($0.code) } ?? CoPRules.all
    if json { return try JSONOutput.print(rules) }
    for rule in rules {
      let codes = rule.cops.map(String.init).joined(separator: ",")
      print("\(rule.id)  \(rule.title)")
      print(
        "    CoP \(codes)\(rule.since.map { ", since \($0)" } ?? "")"
          + (rule.supersedes.map { ", supersedes \($0)" } ?? ""))
      print("    measured: \(rule.method)")
      print("    limit: \(rule.limit)")
      print("    source \(rule.sourceText); \(rule.statusText); needs \(rule.access.rawValue)")
    }
    print("\(rules.count) rules")
  }
}

/// `--cop 5`.
struct CodeOfPracticeOption: ExpressibleByArgument {
  var code: CodeOfPractice

  init?(argument: String) {
    guard let number = Int(argument), let code = CodeOfPractice(rawValue: number) else { return nil }
    self.code = code
  }
}
