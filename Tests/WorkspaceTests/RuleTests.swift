import Sealing
import Testing

@testable import Workspace

@Suite struct RuleTests {
  private func rule(_ fields: String) throws -> Rule {
    try SampleWorkspace.read(SampleWorkspace.head + "  - { path: '**', \(fields) }\n").rule(at: "db.yaml")
  }

  @Test(arguments: [
    ("", "shop", nil, true), ("", "shop", "shop", true), ("", "*", nil, false), ("", "*", "shop", false),
    ("namespace: shop", "shop", nil, true), ("namespace: shop", "blog", nil, false),
    ("namespace: shop", "shop", "blog", false), ("namespace: shop", "*", "shop", false),
    ("scope: any-namespace", "*", nil, true), ("scope: any-namespace", "shop", nil, false),
    ("namespace: shop, scope: any-namespace", "*", "shop", true),
    ("namespace: shop, scope: any-namespace", "*", "blog", false),
    ("namespace: shop, scope: any-namespace", "shop", "shop", false),
  ])
  func `a file is for the namespace that the rule says (row 3)`(
    fields: String, namespace: String, metadata: String?, isRight: Bool
  ) throws {
    let rule = try rule("to: [all]" + (fields.isEmpty ? "" : ", ") + fields)
    do {
      try rule.checkScope(namespace: namespace, metadata: metadata, of: "\"app\"")
      #expect(isRight)
    } catch {
      #expect(!isRight && error == SealError(.policy, ""))
      #expect(error.reason.contains("\"app\"") && error.reason.contains("\".seal.yaml\" line 12"))
    }
  }

  @Test func `recipients that are given are those of the rule, in any order and under any label`() throws {
    let rule = try rule("to: [production, recovery]")
    let production = try LabelledRecipient(label: "p", parsing: SampleWorkspace.production)
    let recovery = try LabelledRecipient(parsing: SampleWorkspace.recovery)
    let staging = try LabelledRecipient(label: "s", parsing: SampleWorkspace.staging)
    try rule.checkRecipients([recovery, production], of: "x")
    for given in [[production], [production, recovery, staging], [production, staging], []] {
      #expect(throws: SealError(.policy, "")) { try rule.checkRecipients(given, of: "x") }
    }
  }

  @Test(arguments: [
    ("recovery", true), ("recovery-2026", true), ("recovery-", true), ("recovery2", false), ("Recovery", false),
    ("my-recovery", false),
  ])
  func `a recovery recipient is known by its name`(name: String, isRecovery: Bool) {
    #expect(Rule.isRecovery(name) == isRecovery)
  }
}
