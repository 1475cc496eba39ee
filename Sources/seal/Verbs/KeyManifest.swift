import Age
import ArgumentParser
import Delivery
import Manifests
import Primitives
import SSHSignatures
import Sealing

/// `seal key manifest`: the Kubernetes Secret that `unseal` has mounted at `/seal/keys`.
struct KeyManifest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manifest",
    abstract: "Print the Secret that carries an identity and its trusted signers into a namespace.",
    discussion: """
      Only the container that runs "unseal" mounts this Secret, at /seal/keys. It holds the identity in the clear, as \
      Secrets do: pipe it to kubectl, and keep it out of git. One identity for each namespace keeps them apart.

      EXAMPLES:
        seal key manifest --namespace shop --identity shop.key \\
          --signers allowed_signers | kubectl apply -f -
        seal key manifest --namespace shop --identity new.key --identity old.key \\
          --signers allowed_signers | kubectl apply -f -
      """)

  @Option(help: "The namespace whose pods are to have it.")
  var namespace: String

  @Option(help: "The name of the Secret.")
  var name = "seal-keys"

  @OptionGroup var identity: IdentityOptions
  @OptionGroup var signers: SignersOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    guard Names.isNamespace(namespace) else {
      throw SealError(.usage, "\"\(namespace.printable)\" can't be a Kubernetes namespace")
    }
    guard Names.isName(name) else {
      throw SealError(.usage, "\"\(name.printable)\" can't be the name of a Secret")
    }
    let signersFile = try signers.load()
    let (identities, texts) = try identity.loadFiles()
    // `unseal` would refuse them.
    if let signers = try Policy(namespace: namespace, signersFile: signersFile).signers {
      try identities.checkNoneSigns(signers)
    }
    let secret = PlainSecret.identity(
      name: name, namespace: namespace, identity: try joined(texts), signers: signersFile)
    try output.write(secret: secret.rendered())
  }

  /// One text of all files. `unseal` takes an OpenSSH key only where nothing else is in the file.
  private func joined(_ texts: [SharedSecret]) throws(SealError) -> SharedSecret {
    if texts.count == 1 { return texts[0] }
    for (path, text) in zip(identity.files, texts) where text.bytes.withBytes({ SSHPrivateKey.isPrivateKey($0) }) {
      throw SealError(.usage, "the OpenSSH key \"\(path.printable)\" can't stand beside other identities")
    }
    return SharedSecret(
      EnvText.build { joined in
        for text in texts {
          text.bytes.withBytes { joined.append($0) }
          joined.append("\n")
        }
      })
  }
}
