/// Why an age file, a recipient or an identity is refused.
///
/// Equality compares the ``Code`` alone: the reason is for people. No reason ever holds a key, a stanza's body or a line
/// of somebody's input.
package struct AgeError: Error, Equatable, Sendable {
  /// The class of an error; those of the test vectors (C2SP/CCTV), and those of keys and passphrases.
  package struct Code: Hashable, Sendable {
    private let name: String

    /// The ASCII armor is broken.
    package static let armor = Code(name: "armor")
    /// The header, or a stanza that is ours to read, isn't what the specification says.
    package static let header = Code(name: "header")
    /// The header was altered after the file was sealed.
    package static let headerMAC = Code(name: "headerMAC")
    /// No identity opens any stanza.
    package static let noMatch = Code(name: "noMatch")
    /// The payload was altered or cut.
    package static let payload = Code(name: "payload")
    /// Not a recipient, or none that can be sealed to.
    package static let recipient = Code(name: "recipient")
    /// Not an identity, or none that can be used.
    package static let identity = Code(name: "identity")
    /// The passphrase is wrong or empty.
    package static let passphrase = Code(name: "passphrase")
  }

  /// The class.
  package let code: Code
  /// One line, lower case, no full stop.
  package let reason: String

  package init(_ code: Code, _ reason: String) {
    self.code = code
    self.reason = reason
  }

  package static func == (a: AgeError, b: AgeError) -> Bool { a.code == b.code }
}
