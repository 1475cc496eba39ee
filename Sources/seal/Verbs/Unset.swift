import ArgumentParser
import Primitives
import Sealing
import Workspace

/// `seal unset`: values less.
struct UnsetValue: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unset",
    abstract: "Remove values from sealed files.",
    discussion: """
      With an identity a value goes. Without one a new layer says that the key is gone, and the old value stays in the \
      file, sealed, until somebody with an identity changes it. Either way git remembers it: who must not know a value \
      any more needs a new value at its source.

      EXAMPLES:
        seal unset sealed.yaml OLD_API_KEY --identity production.key
        seal unset sealed.yaml OLD_API_KEY OLDER_API_KEY --to @recipients
        seal unset staging.yaml OLD_API_KEY --also production.yaml --to @recipients
      """)

  @OptionGroup var files: EditedFiles

  @Argument(help: "The keys.")
  var keys: [String]

  @Flag(help: "A KEY that isn't there is no error: it is gone already.")
  var ifChanged = false

  @OptionGroup var edit: EditOptions

  func run() throws {
    for (index, key) in keys.enumerated() {
      try Names.checkKey(key)
      guard !keys[..<index].contains(key) else {
        throw SealError(.usage, "\"\(key)\" stands there twice", hint: "leave one of the two out")
      }
    }
    let edit = try Edit(of: keys, in: files.paths(), edit)
    if !ifChanged { try checkAllAreThere(in: edit.targets) }
    let sealed = try edit.seal { target in
      Dictionary(uniqueKeysWithValues: target.keys.filter { target.holds($0) }.map { ($0, Change.drop) })
    }
    try edit.write(sealed)
    if sealed.isEmpty { Console.note("what is to go isn't there; nothing was written") }
  }

  private func checkAllAreThere(in targets: [EditTarget]) throws(SealError) {
    for target in targets {
      for key in target.keys where !target.holds(key) {
        throw SealError(
          .missing, "there is no key \"\(key)\" in \"\(target.base.entryName)\"", hint: "\"seal status\" lists the keys"
        )
      }
    }
  }
}
