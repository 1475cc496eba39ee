import Delivery
import Primitives
import Sealing
import Workspace

/// What became of a tree since a revision, to people and to machines.
extension TreeChanges {
  /// What isn't refused, and somebody should know.
  ///
  /// - Parameter allowsRevert: whether going back isn't.
  func printNotes(allowsRevert: Bool) {
    if isCut {
      Console.warning("git hasn't all of what happened since \(revision.printable): fetch it, git fetch --unshallow")
    }
    if allowsRevert { for rollback in rollbacks { note(rollback.path, rollback.text) } }
    for gain in gains where gain.strangers.isEmpty {
      note(gain.path, "\"\(gain.file.entryName)\" has a new recipient: \(Self.list(gain.recipients))")
    }
    for removal in removals { note(removal.path, "\"\(removal.file.entryName)\" is gone") }
  }

  private func note(_ path: String, _ text: String) { Console.note("\(Input.name(of: path)): \(text)") }

  private static func list(_ claims: [RecipientClaim]) -> String {
    claims.map { "\($0.label) \($0.fingerprint)" }.joined(separator: ", ")
  }

  var json: JSON {
    .object([
      ("revision", .string(revision)), ("commit", .string(commit)), ("complete", .bool(!isCut)),
      (
        "wentBack",
        .array(
          rollbacks.map {
            .object(
              Self.members($0.path, $0.file) + [("from", .number($0.lost)), ("fromCommit", .string($0.commit))])
          })
      ),
      (
        "newRecipients",
        .array(
          gains.map { gain in
            .object(
              Self.members(gain.path, gain.file) + [
                (
                  "recipients",
                  .array(
                    gain.recipients.map { claim in
                      .object([
                        ("label", .string(claim.label)), ("fingerprint", .string(claim.fingerprint)),
                        ("named", .bool(!gain.strangers.contains(claim))),
                      ])
                    })
                )
              ])
          })
      ), ("gone", .array(removals.map { .object(Self.members($0.path, $0.file)) })),
    ])
  }

  private static func members(_ path: String, _ file: AcceptedFile) -> [(String, JSON)] {
    [
      ("file", .string(path)), ("entry", .string(file.entryName)), ("namespace", .string(file.namespace)),
      ("revision", .number(file.revision)),
    ]
  }
}
