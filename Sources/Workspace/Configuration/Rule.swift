import Age
import Primitives
package import Sealing

/// What `.seal.yaml` says of the files that a pattern matches.
package struct Rule: Sendable {
  package let path: PathPattern
  /// Where it begins in `.seal.yaml`, from 1.
  package let line: Int
  /// What messages call it: `".seal.yaml" line 12`.
  package let place: String
  /// The namespace that files are sealed for; nil for that of each document.
  package let namespace: String?
  /// Whether files are sealed for any namespace.
  package let anyNamespace: Bool
  /// The names of recipients and groups, as they are written.
  package let to: [String]
  /// Whom files are sealed to, at least one, each once; the labels are the names in `.seal.yaml`. All of them are
  /// post-quantum, or none is.
  package let recipients: [LabelledRecipient]
  /// How `seal set` writes new keys; nil for into the file itself.
  package let parts: PartsPolicy?

  /// Holds recipients that somebody gave against those of the rule; their order and their labels don't count.
  ///
  /// - Parameter what: what messages call the file.
  /// - Throws: `policy`.
  package func checkRecipients(_ given: [LabelledRecipient], of what: String) throws(SealError) {
    let missing = recipients.filter { own in !given.contains { $0.recipient == own.recipient } }
    let surplus = given.filter { other in !recipients.contains { $0.recipient == other.recipient } }
    guard missing.isEmpty, surplus.isEmpty else {
      let parts = [("missing", missing), ("one too many", surplus)].filter { !$0.1.isEmpty }.map { word, recipients in
        "\(word): \(recipients.map { "\($0.label) \($0.recipient.fingerprint)" }.joined(separator: ", "))"
      }
      throw SealError(
        .policy, "\(place) seals \"\(what.printable)\" to others; \(parts.joined(separator: "; "))",
        hint: "leave --to out, or change the rule")
    }
  }

  /// Holds what a file is sealed for against the rule.
  ///
  /// - Parameters:
  ///   - namespace: as it stands in the sealed file; `*` for any.
  ///   - metadata: that of the manifest around it; nil where there is none.
  ///   - what: what messages call the file.
  /// - Throws: `policy`.
  package func checkScope(namespace: String, metadata: String?, of what: String) throws(SealError) {
    let found = [namespace, metadata].compactMap(\.self).filter { $0 != "*" }
    if let wanted = self.namespace, let other = found.first(where: { $0 != wanted }) {
      throw SealError(
        .policy, "the namespace of \(what) is \"\(other.printable)\", and \(place) says \"\(wanted)\"",
        hint: "change the one that is wrong")
    }
    guard (namespace == "*") == anyNamespace else {
      throw SealError(
        .policy,
        anyNamespace
          ? "the scope of \(what) is one namespace, and \(place) says \"scope: any-namespace\""
          : "the scope of \(what) is any namespace, and \(place) doesn't say \"scope: any-namespace\"",
        hint: "change the one that is wrong")
    }
  }

  /// The pattern, as it is written.
  package var pattern: String { path.text }

  /// Those of the recipients who are there for the day when every other identity is lost; none only where the rule says so.
  package var recovery: [LabelledRecipient] { recipients.filter { Self.isRecovery($0.label) } }

  /// Whether a recipient's name says that it is one for recovery.
  static func isRecovery(_ name: String) -> Bool { name == "recovery" || name.hasPrefix("recovery-") }
}

/// Where new keys go.
package enum PartsPolicy: String, Sendable, CaseIterable {
  /// Into a part that is named for the git branch.
  case branch
}
