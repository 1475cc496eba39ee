import ArgumentParser
import Sealing

/// `seal unset`: one value less.
struct UnsetValue: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unset",
    abstract: "Remove one value from a sealed file.",
    discussion: """
      With an identity the value goes. Without one a new layer says that the key is gone, and the old value stays in the \
      file, sealed, until somebody with an identity changes it. Either way git remembers it: who must not know a value \
      any more needs a new value at its source.

      EXAMPLES:
        seal unset sealed.yaml OLD_API_KEY --identity production.key
        seal unset sealed.yaml OLD_API_KEY --to @recipients
      """)

  @Argument(help: "A sealed file, or a manifest with one.", completion: .file())
  var file: String

  @Argument(help: "The key.")
  var key: String

  @OptionGroup var edit: EditOptions

  func run() throws {
    try edit.apply(to: key, in: file, mustExist: true) { _ in .drop }
  }
}
