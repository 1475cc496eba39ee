import Delivery
import Sealing
import Workspace

extension ScanReport {
  /// For scripts.
  var json: JSON {
    .object([
      ("ok", .bool(new.isEmpty && failures.isEmpty)), ("files", .number(UInt64(count))),
      ("findings", .array(findings.map(\.json))), ("notes", .array(notes.map(JSON.string))),
      (
        "errors",
        .array(failures.map { .object([("class", .string($0.code.name)), ("reason", .string($0.reason))]) })
      ),
    ])
  }
}

extension Finding {
  fileprivate var json: JSON {
    .object(
      [
        ("rule", .string(rule.id)), ("path", .string(path)), ("line", .number(UInt64(line))),
        ("column", .number(UInt64(column))), ("subject", .string(subject)), ("text", .string(text)),
        ("hint", .string(rule.hint)), ("state", .string(state.name)),
      ] + (commit.map { [("commit", .string($0))] } ?? []))
  }
}

extension Finding.State {
  var name: String {
    switch self {
    case .new: "new"
    case .allowed: "allowed"
    case .accepted: "accepted"
    }
  }
}
