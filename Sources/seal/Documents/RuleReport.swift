import Age
import Delivery
import Primitives
import Sealing
import Workspace

/// What `.seal.yaml` says of one file, and why.
struct RuleReport {
  private let path: String
  private let workspace: Workspace
  private let rule: Rule
  /// The other rules that match, those with a longer literal beginning first.
  private let others: [Rule]
  private let signers: SignersSource?

  /// - Parameter path: a file, existing or not.
  /// - Throws: `missing` where there is no `.seal.yaml`; `policy` where no rule is for the file, or several are.
  init(of path: String, _ configuration: ConfigurationOptions, _ signers: SignersOptions) throws(SealError) {
    guard let workspace = try configuration.workspace(of: [path]) else {
      throw SealError(
        .missing, "there is no .seal.yaml for \"\(path.printable)\", in its folder or above",
        hint: "\"seal init\" writes one; without one nothing but the options says whom a file is sealed to")
    }
    rule = try workspace.rule(for: path)
    self.path = workspace.path(of: path) ?? path
    others = Array(workspace.rules(matching: self.path).dropFirst())
    self.signers = signers.source(in: workspace)
    self.workspace = workspace
  }

  // MARK: Text

  var text: String {
    var facts = Table()
    facts.add("rule", "\(rule.pattern.printable), line \(rule.line)")
    if others.isEmpty { facts.add("why", "no other rule matches") }
    for (index, other) in others.enumerated() {
      facts.add(
        index == 0 ? "why" : "", "longer up to its first *, ? or [ than \(other.pattern.printable), line \(other.line)")
    }
    facts.add("namespace", rule.namespace ?? "the document's own")
    facts.add("scope", rule.scope)
    for (index, recipient) in recipients.enumerated() {
      facts.add(
        index == 0 ? "to" : "",
        "\(recipient.recipient.label) \(recipient.recipient.recipient.fingerprint), \(origin(recipient))")
    }
    if rule.recovery.isEmpty { facts.add("recovery", "none") }
    if let parts = rule.parts { facts.add("parts", parts.rawValue) }
    facts.add("signers", signers.map { "\($0.path.printable), by \($0.origin.rawValue)" } ?? "no list")
    return "\(path.printable): \(workspace.file)\n" + facts.text(indent: 2)
  }

  private var recipients: [NamedRecipient] { rule.recipients.compactMap { workspace.recipients[$0.label] } }

  private func origin(_ recipient: NamedRecipient) -> String {
    (recipient.file.map { "\($0.printable), " } ?? "") + "line \(recipient.line)"
  }

  // MARK: JSON

  var json: JSON {
    .object([
      ("path", .string(path)), ("config", .string(workspace.file)), ("root", .string(workspace.root)),
      ("rule", Self.json(rule)), ("others", .array(others.map(Self.json))),
      ("namespace", rule.namespace.map { .string($0) } ?? .null), ("scope", .string(rule.scope)),
      ("recipients", .array(recipients.map(json))), ("parts", rule.parts.map { .string($0.rawValue) } ?? .null),
      (
        "signers",
        signers.map { .object([("file", .string($0.path)), ("from", .string($0.origin.rawValue))]) } ?? .null
      ),
    ])
  }

  private static func json(_ rule: Rule) -> JSON {
    .object([("path", .string(rule.pattern)), ("line", .number(UInt64(rule.line)))])
  }

  private func json(_ recipient: NamedRecipient) -> JSON {
    .object([
      ("label", .string(recipient.recipient.label)),
      ("fingerprint", .string(recipient.recipient.recipient.fingerprint)),
      ("file", recipient.file.map { .string($0) } ?? .null), ("line", .number(UInt64(recipient.line))),
      ("recovery", .bool(rule.recovery.contains(recipient.recipient))),
    ])
  }
}

extension Rule {
  /// As `.seal.yaml` spells it.
  fileprivate var scope: String { anyNamespace ? "any-namespace" : "namespace" }
}
