import Files
package import Sealing

/// What the kubelet keeps of a container that has ended, in `terminated.message`: with it `kubectl get pods -o json` is an
/// inventory of what each pod runs on, and tells why one doesn't start.
package struct TerminationMessage: Sendable {
  /// The kubelet keeps no more bytes.
  package static let limit = 4096

  package let text: String

  /// One line of JSON:
  ///
  /// ```json
  /// {"unsealed":[{"name":"app","digest":"sha256:…","files":[
  ///   {"file":"app.sealed","revision":3,"signers":["alice@example.com"],"identity":"production"}]}]}
  /// ```
  ///
  /// Names that there is no room for are left out and counted: `"omitted":2`. Cut-off JSON would say nothing at all.
  package init(_ opened: [OpenedName]) {
    var members = opened.map { Self.describe($0) }
    var text = Self.text(members, of: opened.count)
    while text.utf8.count > Self.limit {
      members.removeLast()
      text = Self.text(members, of: opened.count)
    }
    self.text = text
  }

  /// The lines that also stand in the log.
  package init(_ error: SealError, program: String) {
    text = Log.text(error, program: program)
  }

  /// Writes it where the file exists; where it doesn't, or can't be written, nothing depends on it.
  ///
  /// - Parameter message: made only where there is such a file.
  package static func write(_ message: @autoclosure () -> TerminationMessage, to path: String) {
    guard (try? File.status(path)) != nil else { return }
    try? File.overwrite(path, with: Array(message().text.utf8).span)
  }

  /// What is worth telling of a name, which the JSON log tells too.
  package static func describe(_ name: OpenedName) -> JSON {
    let files = name.files.map { file in
      JSON.object([
        ("file", .string(file.entryName)), ("revision", .number(file.revision)),
        ("signers", .array(file.signers.map { .string($0) })), ("identity", .string(file.identity)),
      ])
    }
    return .object([
      ("name", .string(name.name)), ("digest", .string("sha256:\(name.digest)")), ("files", .array(files)),
    ])
  }

  private static func text(_ members: [JSON], of count: Int) -> String {
    var object: [(String, JSON)] = [("unsealed", .array(members))]
    if members.count < count { object.append(("omitted", .number(UInt64(count - members.count)))) }
    return JSON.object(object).text + "\n"
  }
}
