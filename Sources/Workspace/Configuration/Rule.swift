package import Sealing

/// What `.seal.yaml` says of the files that a pattern matches.
package struct Rule: Sendable {
  package let path: PathPattern
  /// Where it begins in `.seal.yaml`, from 1.
  package let line: Int
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
