import Files

/// The agent that `SSH_AUTH_SOCK` leads to.
package enum SSHAgent {
  /// The first of its keys that can sign sealed files, in the order of `ssh-add -L`; nil where there is none, or no
  /// agent.
  package static func firstEd25519Key() -> SSHPublicKey? {
    guard let listing = try? Process.run("ssh-add", ["-L"], errors: .discarded), listing.status == 0 else { return nil }
    for line in listing.output.split(separator: 0x0A) {
      if let key = try? SSHPublicKey(line: String(decoding: line, as: UTF8.self)) { return key }
    }
    return nil
  }
}
