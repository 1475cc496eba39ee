import Delivery
import Primitives
import Sealing

/// What the pod spec asks for, by flags and by their twins in the environment.
struct Options: Sendable {
  /// Of sealed files; of `install` the folder.
  var names: [String] = []
  var sealed = ["/seal/sealed"]
  var keys = "/seal/keys"
  var out = "/seal/secrets"
  /// Nil: the pod's own.
  var namespace: String?
  var env: String?
  var export = false
  var allowedNames: [String] = []
  var only: [String] = []
  var except: [String] = []
  var renames: [String] = []
  var prefixes: [String] = []
  var noFiles = false
  var layout: [LayoutEntry] = []
  var signers: SignersFile?
  var required: [String] = []
  var modes: OutputModes?
  var signatures: Int?
  var minimumRevisions: [String: UInt64] = [:]
  var anyNamespace = false
  var allowUnsigned = false
  var allowDisk = false
  var log = Log.Format.text
  var terminationLog = "/dev/termination-log"
  var check = false
  /// Of `exec`.
  var from = "/seal/secrets"
  var variables: [String] = []
  /// How many words the command has, the last ones of the command line.
  var commandCount = 0

  /// Whether anything goes to ``out``.
  var writesOut: Bool { !noFiles || env != nil }

  /// The writer of env files that was asked for, or nil.
  ///
  /// - Throws: `usage`, also where the options contradict one another.
  func envFormat() throws(SealError) -> (any EnvFormat)? {
    guard let env else {
      if noFiles, layout.isEmpty {
        throw SealError(.usage, "--no-files without --env or --layout leaves nothing to write")
      }
      if export { throw SealError(.usage, "--export says how --env shell writes, and there is no --env") }
      if !allowedNames.isEmpty { throw SealError(.usage, "--allow-name is for env files, and there is no --env") }
      if !(only.isEmpty && except.isEmpty && renames.isEmpty && prefixes.isEmpty) {
        throw SealError(
          .usage, "--only, --except, --rename and --prefix are for env files, and there is no --env",
          hint: "the directory of a name has all its values, under their own keys")
      }
      return nil
    }
    guard EnvFormats.names.contains(env) else {
      throw SealError(
        .usage, "there is no env format \"\(env.printable)\"",
        hint: "choose \(EnvFormats.names.joined(separator: ", "))")
    }
    guard let format = EnvFormats.named(env, export: export) else {
      throw SealError(.usage, "--export says how --env shell writes, and \(env) knows no such thing")
    }
    return format
  }

  /// Which values become environment variables, and under which names.
  ///
  /// - Throws: `usage`.
  func selection() throws(SealError) -> Selection {
    try Selection(only: only, except: except, rename: renames, prefix: prefixes)
  }
}
