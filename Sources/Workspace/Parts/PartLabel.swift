import Primitives
package import Sealing

/// What tells one part of a name from the others: `stripe` in `app-secrets_stripe.sealed`.
package struct PartLabel: Hashable, Sendable {
  package let text: String

  /// - Throws: `usage`.
  package init(_ text: String) throws(SealError) {
    guard (1...100).contains(text.utf8.count), text.utf8.allSatisfy(Names.isKeyByte) else {
      throw SealError(
        .usage, "\"\(text.printable)\" can't be the label of a part",
        hint: "a label is 1 to 100 letters, digits, dots, underscores and hyphens")
    }
    self.text = text
  }

  /// The one of the git branch that a file is on: `feature/stripe` gives `feature-stripe`.
  ///
  /// - Throws: `usage` where there is no branch, as in the middle of a rebase.
  package init(ofBranchAt path: String) throws(SealError) {
    let folder = AbsolutePath.parent(try AbsolutePath.of(path)) ?? "/"
    guard let output = Git.output(["-C", folder, "symbolic-ref", "--quiet", "--short", "HEAD"]) else {
      throw SealError(
        .usage, "no git branch is checked out to name a part after",
        hint: "pass --part LABEL, or --no-part to change the file itself")
    }
    let name = String(decoding: output, as: UTF8.self).trimmed
    try self.init(
      String(
        String.UnicodeScalarView(
          name.unicodeScalars.prefix(100).map { scalar in
            scalar.isASCII && Names.isKeyByte(UInt8(scalar.value)) ? scalar : "-"
          })))
  }

  /// The entry of that part: `app-secrets_stripe.sealed`.
  package func entryName(of name: String) -> String { "\(name)_\(text).sealed" }
}
