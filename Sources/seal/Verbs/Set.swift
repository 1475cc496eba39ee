import ArgumentParser
import Primitives
import Sealing

/// `seal set`: one value.
struct SetValue: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Set one value in a sealed file.",
    discussion: """
      The value comes from stdin, from a file, or, where stdin is a terminal, from a prompt that doesn't show it; never \
      from the command line. With \
      an identity it changes in place. Without one it goes into a new layer, which takes the recipients again: those who \
      can't read a secret can still replace it.

      The file must be signed by somebody you trust, and is signed by you afterwards. Everything around the sealed file, \
      comments included, keeps its bytes. With --unsigned it waits for somebody's "seal sign".

      EXAMPLES:
        seal set sealed.yaml DB_PASSWORD --to @recipients
        pwgen -s 32 1 | seal set sealed.yaml API_KEY --to @recipients --trim
        seal set sealed.yaml tls.key --from-file tls.key --identity prod.key
        seal set sealed.yaml API_KEY --to @recipients --unsigned
      """)

  @Argument(help: "A sealed file, or a manifest with one.", completion: .file())
  var file: String

  @Argument(help: "The key.")
  var key: String

  @OptionGroup(title: "The value") var value: ValueSource
  @OptionGroup(title: "Readers") var consumers: ConsumerOptions
  @OptionGroup var edit: EditOptions

  func run() throws {
    guard file != "-" || (value.fromFile != nil && value.fromFile != "-") else {
      throw SealError(.usage, "stdin can't be both the file and the value", hint: "pass the value with --from-file")
    }
    try consumers.check()
    try edit.apply(to: key, in: file, mustExist: false) { (name) throws(SealError) in
      let value = try value.read(key)
      // What a pipe leaves when the program before it failed.
      guard value.count > 0 || self.value.fromFile != nil else {
        throw SealError(.usage, "the value of \"\(key)\" is empty", hint: "--from-file /dev/null sets an empty value")
      }
      let secret = SharedSecret(value)
      try consumers.warn(of: [key: secret], in: name)
      return .set(secret)
    }
  }
}
