import Delivery
import Primitives
import Sealing

/// One flag of the command line: `--min-revision`, whose twin in the environment is `SEAL_MIN_REVISION`.
struct Flag: Sendable {
  /// Without the hyphens before it.
  let name: String
  /// What help calls its value; nil for a switch.
  var value: String?
  /// Whether it may be given several times; its twin then holds several values between blanks or commas.
  var isList = false
  let help: String
  /// Takes the values over. A switch gets "true" or "false".
  let apply: @Sendable (inout Options, [String]) throws(SealError) -> Void

  /// Whether it says where errors go, and counts before any of them is met.
  var isForErrors: Bool { name == "log" || name == "termination-log" }

  /// Every start asks for all of them, so this is done byte by byte.
  var twin: String {
    var bytes = Array("SEAL_".utf8)
    for byte in name.utf8 { bytes.append(byte == UInt8(ascii: "-") ? UInt8(ascii: "_") : byte & 0xDF) }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func index(of name: Substring) -> Int? { all.firstIndex { $0.name == name } }

  static let all: [Flag] = [
    Flag(
      name: "sealed", value: "PATH", isList: true,
      help: "a mounted ConfigMap, a folder or a file with sealed files (/seal/sealed)"
    ) { (options, values) in options.sealed = values },
    Flag(
      name: "keys", value: "FOLDER", help: "the mounted Secret with identity and allowed_signers (/seal/keys)"
    ) { (options, values) in options.keys = values[0] },
    Flag(
      name: "out", value: "FOLDER", help: "where values go: an emptyDir with \"medium: Memory\" (/seal/secrets)"
    ) { (options, values) in options.out = values[0] },
    Flag(
      name: "namespace", value: "NAME",
      help: "the namespace that files must be sealed for (the service account's; else SEAL_NAMESPACE)"
    ) { (options, values) in options.namespace = values[0] },
    Flag(
      name: "env", value: "FORMAT", help: "write NAME.env too, in one of the formats below"
    ) { (options, values) in options.env = values[0] },
    Flag(name: "export", help: "with --env shell: pass the variables on to programs the shell starts") {
      (options, values) in options.export = values[0] == "true"
    },
    Flag(
      name: "allow-name", value: "KEY", isList: true,
      help: "with --env: write KEY although it changes how programs are loaded, as PATH does"
    ) { (options, values) in options.allowedNames = Set(values) },
    Flag(name: "no-files", help: "with --env: write no directory with a file per key") {
      (options, values) in options.noFiles = values[0] == "true"
    },
    Flag(
      name: "require", value: "KEY", isList: true, help: "fail unless KEY (or NAME/KEY) is among the values"
    ) { (options, values) in options.required = values },
    Flag(
      name: "mode", value: "MODE", help: "permission bits of the files (0440 where the folder is setgid, else 0444)"
    ) { (options, values) throws(SealError) in options.modes = try OutputModes(parsing: values[0]) },
    Flag(
      name: "signatures", value: "N", help: "how many trusted signers each file needs (1)"
    ) { (options, values) throws(SealError) in
      guard let count = number(values[0]).flatMap({ Int(exactly: $0) }) else {
        throw SealError(.usage, "--signatures takes a number, 1 to \(Limits.signatures)")
      }
      options.signatures = count
    },
    Flag(
      name: "min-revision", value: "NAME=N", isList: true, help: "refuse files of NAME older than revision N"
    ) { (options, values) throws(SealError) in
      for value in values {
        let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let revision = number(parts[1]) else {
          throw SealError(.usage, "--min-revision takes NAME=N, for example app-secrets=3")
        }
        guard options.minimumRevisions.updateValue(revision, forKey: String(parts[0])) == nil else {
          throw SealError(.usage, "--min-revision names \"\(String(parts[0]).printable)\" twice")
        }
      }
    },
    Flag(name: "any-namespace", help: "accept files that are sealed for every namespace, in addition") {
      (options, values) in options.anyNamespace = values[0] == "true"
    },
    Flag(name: "allow-unsigned", help: "accept files that nobody vouches for: no authenticity") {
      (options, values) in options.allowUnsigned = values[0] == "true"
    },
    Flag(name: "allow-disk", help: "write even where the folder is no memory file system") {
      (options, values) in options.allowDisk = values[0] == "true"
    },
    Flag(
      name: "termination-log", value: "FILE",
      help: "where the pod's terminationMessagePath leads, if it is there (/dev/termination-log)"
    ) { (options, values) in options.terminationLog = values[0] },
    Flag(
      name: "log", value: "FORMAT", help: "what stderr is written in, text or json (text)"
    ) { (options, values) throws(SealError) in
      guard let format = Log.Format(rawValue: values[0]) else {
        throw SealError(.usage, "there is no log format \"\(values[0].printable)\"", hint: "choose text or json")
      }
      options.log = format
    },
    Flag(name: "check", help: "do everything but write") { (options, values) in options.check = values[0] == "true" },
  ]

  /// Digits alone: `Int` would take a sign.
  private static func number(_ text: some StringProtocol) -> UInt64? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt64(text) : nil
  }
}
