import Delivery
import Primitives
import SSHSignatures
import Sealing
import Workspace

/// What came of verifying one name, to people and to machines.
extension Verification {
  /// A line for each of its files, of which all are good.
  var text: String {
    files.map { file in
      "\(Input.name(of: path)): \(file.entryName) is good: revision \(file.revision), "
        + "namespace \(file.namespace)\(isNamespaceChecked ? "" : " (nothing to check it against)"), "
        + (file.signers.isEmpty ? "authenticity not checked" : "signed by \(file.signerList)")
        + (identity(of: file).map { ", opened as \($0)" } ?? "")
    }.joined(separator: "\n")
  }

  var json: JSON {
    var members: [(String, JSON)] = [
      ("file", .string(path)), ("name", name.map { .string($0) } ?? .null), ("ok", .bool(failure == nil)),
    ]
    if let rule {
      members.append(
        (
          "rule",
          .object([
            ("file", .string(rule.file)), ("line", .number(UInt64(rule.rule.line))),
            ("path", .string(rule.rule.pattern)),
          ])
        ))
    }
    if let failure {
      members.append(
        (
          "error",
          .object([
            ("class", .string(failure.code.name)), ("reason", .string(failure.reason)),
            ("hint", failure.hint.map { .string($0) } ?? .null),
          ])
        ))
    } else if let name {
      members += [
        ("pin", .string("\(name)@sha256:\(digest)")), ("namespaceChecked", .bool(isNamespaceChecked)),
        ("entries", .array(files.map(json))),
      ]
    }
    return .object(members)
  }

  private func json(_ file: AcceptedFile) -> JSON {
    .object([
      ("entry", .string(file.entryName)), ("namespace", .string(file.namespace)),
      ("revision", .number(file.revision)),
      (
        "signers",
        .array(
          file.signers.map {
            .object([("label", .string($0.label)), ("fingerprint", .string($0.key.fingerprint))])
          })
      ), ("identity", identity(of: file).map { .string($0) } ?? .null),
    ])
  }

  private func identity(of file: AcceptedFile) -> String? {
    opened?.files.first { $0.entryName == file.entryName }?.identity
  }
}

extension AcceptedFile {
  fileprivate var signerList: String { signers.map(\.label.printable).joined(separator: ", ") }
}
