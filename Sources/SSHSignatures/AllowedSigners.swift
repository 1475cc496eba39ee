/// Who is trusted to sign: OpenSSH's `allowed_signers` file (ssh-keygen(1)), read more strictly than OpenSSH does.
///
/// ```
/// line = principals [namespaces="..."] type base64 [comment]
/// ```
///
/// The clauses are those of format.md, section 4, "Trusted signers". What this can't honour for ever is refused, rather
/// than passed over: a list that means something else to `ssh-keygen` would be a trap.
package struct AllowedSigners: Sendable {
  /// The trusted keys with the principals of their lines, in the order of the file. One key may stand on several lines.
  package private(set) var keys: [(key: SSHPublicKey, label: String)] = []

  /// - Parameter namespace: the signing namespace, for which lines with `namespaces="..."` must be meant.
  /// - Throws: `policy`, with the number of the line; also where there is no line but blanks and comments, which must
  ///   never read as "unsigned".
  package init(parsing file: Span<UInt8>, namespace: String) throws(SSHError) {
    var number = 0
    var start = 0
    var isEmpty = true
    while start < file.count {
      number += 1
      var end = start
      while end < file.count, file[end] != 0x0A { end += 1 }
      let line = file.trimmed(start..<end)
      start = end + 1
      // A mark at the head of a line would hide a `#`, or become part of a principal.
      if file.extracting(line).begins(with: "\u{FEFF}") {
        throw SSHError(.policy, "a line begins with a byte order mark", line: number)
      }
      guard !line.isEmpty, file[line.lowerBound] != UInt8(ascii: "#") else { continue }
      isEmpty = false
      try read(file.extracting(line), number, namespace)
    }
    if isEmpty { throw SSHError(.policy, "no trusted signer is listed") }
  }

  /// The principals of the first line that trusts the key, or nil where none does.
  package func label(of key: SSHPublicKey) -> String? {
    keys.first { $0.key.blob == key.blob }?.label
  }

  private mutating func read(_ line: Span<UInt8>, _ number: Int, _ namespace: String) throws(SSHError) {
    for index in line.indices where line[index] < 0x20 && line[index] != 0x09 || line[index] == 0x7F {
      // OpenSSH ends a line at a NUL, and terminals obey the others.
      throw SSHError(.policy, "a line holds a control character", line: number)
    }
    var offset = 0
    guard let principals = line.field(&offset, upTo: line.count).flatMap({ Self.unquoted(line, $0) }),
      let first = line.field(&offset, upTo: line.count), let second = line.field(&offset, upTo: line.count)
    else { throw SSHError(.policy, "a line is not principals, options, key type and key", line: number) }

    // As OpenSSH: a key follows the principals, or else options and then a key.
    var isMeant = true
    var blob = SSHPublicKey.blob(type: line.extracting(first), base64: line.extracting(second))
    if blob == nil {
      isMeant = try Self.options(line.extracting(first), number, name: namespace)
      if let third = line.field(&offset, upTo: line.count) {
        blob = SSHPublicKey.blob(type: line.extracting(second), base64: line.extracting(third))
      }
    }
    guard let blob else { throw SSHError(.policy, "a line holds no well-formed key", line: number) }
    do {
      let key = try SSHPublicKey(blob: blob)
      if isMeant { keys.append((key, String(decoding: line.array(principals), as: UTF8.self))) }
    } catch {
      // Keys of other types are passed over; broken ones of ours are not.
      guard error.code == .unsupportedKey else { throw SSHError(.policy, error.reason, line: number) }
    }
  }

  /// The principals without the quotes around them; nil where quotes stand anywhere else, or around nothing.
  private static func unquoted(_ line: Span<UInt8>, _ field: Range<Int>) -> Range<Int>? {
    var range = field
    if range.count > 2, line[range.lowerBound] == 0x22, line[range.upperBound - 1] == 0x22 {
      range = (range.lowerBound + 1)..<(range.upperBound - 1)
    }
    return range.contains { line[$0] == 0x22 } ? nil : range
  }

  /// Whether the options field, which may only be `namespaces="..."`, lists `name`.
  ///
  /// A namespace counts as it stands: no pattern, no trimming, upper and lower case apart.
  private static func options(_ field: Span<UInt8>, _ number: Int, name: String) throws(SSHError) -> Bool {
    let option = "namespaces="
    guard field.count > option.utf8.count,
      zip(0..., option.utf8).allSatisfy({ field[$0] == $1 || field[$0] | 0x20 == $1 && (0x61...0x7A).contains($1) })
    else {
      throw SSHError(
        .policy,
        "a line has neither a key nor namespaces=\"...\" after its principals, and no other option is supported",
        line: number)
    }
    let list = field.extracting(option.utf8.count...)
    guard list.count >= 2, list[0] == 0x22, list[list.count - 1] == 0x22 else {
      throw SSHError(.policy, "the namespaces of a line are not one quoted list without other options", line: number)
    }
    var isListed = false
    var start = 1
    for index in 1..<list.count {
      switch list[index] {
      case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "!"):
        throw SSHError(.policy, "the namespaces of a line hold a pattern", line: number)
      case 0x22 where index < list.count - 1:
        throw SSHError(.policy, "the namespaces of a line are not one quoted list without other options", line: number)
      case 0x22, UInt8(ascii: ","):
        if list.extracting(start..<index).equals(name) { isListed = true }
        start = index + 1
      default: break
      }
    }
    return isListed
  }
}
