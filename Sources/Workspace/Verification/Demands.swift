package import Sealing

/// What the sealed files at a path are held to.
package struct Demands: Sendable {
  /// Its namespace is that of each file's surroundings, unless ``namespace`` says otherwise.
  package let policy: Policy
  /// The namespace that they must be sealed for; nil where what stands around them says it.
  let namespace: String?
  /// Whom they must be sealed to, no less and no more; nil where that isn't asked.
  private(set) var recipients: DemandedRecipients?
  /// The rule among these demands, and what messages call its `.seal.yaml`.
  private(set) var rule: (rule: Rule, file: String)?

  /// What the command line alone demands.
  package init(_ policy: Policy, namespace: String? = nil, recipients: [LabelledRecipient]? = nil) {
    self.policy = policy
    self.namespace = namespace
    self.recipients = recipients.map(DemandedRecipients.init)
  }

  /// The same, and what a rule of `.seal.yaml` says.
  ///
  /// - Throws: `policy` where the two contradict each other.
  func adding(_ rule: Rule, of workspace: Workspace) throws(SealError) -> Demands {
    var demands = self
    if let recipients { try rule.checkRecipients(recipients.recipients, of: rule.pattern) }
    demands.recipients = DemandedRecipients(rule.recipients)
    demands.rule = (rule, workspace.file)
    return demands
  }

  /// The policy for files that stand together.
  ///
  /// - Parameter found: `metadata.namespace`, or what the file says of itself: `*`, or nothing, says none.
  func policy(for name: String, namespace found: String?) throws(SealError) -> Policy {
    try Policy(
      policy, namespace: namespace ?? (found == "*" ? nil : found) ?? "default",
      anyNamespace: policy.anyNamespace || rule?.rule.anyNamespace == true,
      minimumRevisions: policy.minimumRevisions.filter { $0.key == name })
  }

  /// Holds a file that the policy accepts to what else there is.
  ///
  /// - Parameter metadata: the namespace of the ConfigMap around it; nil where there is none.
  /// - Throws: `policy`.
  func check(_ file: VerifiedFile, metadata: String?) throws(SealError) {
    try rule?.rule.checkScope(namespace: file.file.namespace, metadata: metadata, of: "\"\(file.entryName)\"")
    try recipients?.check(file)
  }
}
