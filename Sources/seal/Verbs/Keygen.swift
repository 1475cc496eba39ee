import Age
import ArgumentParser
import Files
import Primitives
import Sealing

/// `seal keygen`: an identity, and the recipient that belongs to it.
struct Keygen: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make an identity, or print the recipients of one.",
    discussion: """
      The identity is the secret half: it opens what is sealed to its recipient, the public half, which is printed and \
      may stand in git. The file is an age identity file.

      EXAMPLES:
        seal keygen -o production.key > production.pub
        seal keygen --passphrase -o alice.key
        seal keygen --x25519 -o classic.key
        seal keygen -y production.key
      """)

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The file to write, mode 0600; never one that exists.", valueName: "file"),
    completion: .file())
  var output: String?

  @Flag(help: "A classic age key (age1...), for teams that have those; the default is post-quantum.")
  var x25519 = false

  @Flag(help: "Protect the identity with a passphrase, asked for at the terminal.")
  var passphrase = false

  @Option(
    name: .customShort("y"), help: ArgumentHelp("Print the recipients of an identity file.", valueName: "file"),
    completion: .file())
  var existing: String?

  func run() throws {
    if let existing {
      guard output == nil, !x25519, !passphrase else {
        throw SealError(.usage, "-y reads an identity and makes none", hint: "leave the other options out")
      }
      var options = IdentityOptions()
      options.files = [existing]
      for identity in try options.load().all { try Console.line(identity.recipient.text) }
      return
    }

    let identity = AgeIdentity.generate(postQuantum: !x25519)
    let recipient = identity.recipient.text
    let text = IdentityFile.text(of: identity)
    let output = OutputOptions(output: output)
    if passphrase {
      let passphrase = try Passphrase.askTwice("passphrase")
      let protected = try text.withBytes { (text) throws(AgeError) in
        try IdentityFile.protect(text, passphrase: passphrase)
      }
      try output.write(secret: SecretBytes(copying: protected.span))
    } else {
      try output.write(secret: text)
    }
    // On stdout the file holds the recipient already.
    if output.isFile { try Console.line(recipient) } else { Console.note("the recipient is \(recipient)") }
  }
}
