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

  /// Which values become environment variables, and under which names.
  static let selection: [Flag] = [
    Flag(name: "only", value: "KEY", isList: true, help: "in the environment: these keys (or NAME/KEY) alone") {
      (options, values) in options.only = values
    },
    Flag(name: "except", value: "KEY", isList: true, help: "in the environment: all but these keys (or NAME/KEY)") {
      (options, values) in options.except = values
    },
    Flag(
      name: "rename", value: "KEY=NEW", isList: true, help: "in the environment: KEY (or NAME/KEY) is called NEW"
    ) { (options, values) in options.renames = values },
    Flag(
      name: "prefix", value: "PREFIX", isList: true,
      help: "in the environment: what isn't renamed begins with PREFIX; NAME=PREFIX for one name"
    ) { (options, values) in options.prefixes = values },
  ]

  /// Where errors go: every command has these.
  static let errors: [Flag] = [
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
  ]
}
