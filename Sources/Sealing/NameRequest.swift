import Primitives

/// A name that a pod wants, and the bytes that it insists on: `app-secrets`, `app-secrets@sha256:<64 hex digits>`.
///
/// Names come from the pod spec, never from the ConfigMap: who may write that could put one signed file in another's place.
public struct NameRequest: Hashable, Sendable {
  /// A file's logical name.
  public let name: String
  /// SHA-256 of the bytes of all files of the name, one after the other.
  public let pin: [UInt8]?

  /// - Throws: `usage` (format.md, section 4, step 0).
  public init(parsing text: String) throws(SealError) {
    guard let at = text.utf8.firstIndex(of: UInt8(ascii: "@")) else {
      self.name = text
      self.pin = nil
      try check()
      return
    }
    name = String(text[..<at])
    let pin = text[text.index(after: at)...]
    guard pin.hasPrefix("sha256:"), let digest = Hex.decode(pin.dropFirst(7)), digest.count == 32 else {
      throw SealError(
        .usage, "\"\(text.printable)\" has a pin that is not \"sha256:\" and 64 lower-case hex digits",
        hint: "\"seal status\" shows the digest to pin")
    }
    self.pin = digest
    try check()
  }

  /// Reads the whole list.
  ///
  /// - Throws: `usage` where it is empty, or has a name twice.
  public static func parse(_ list: [String]) throws(SealError) -> [NameRequest] {
    guard !list.isEmpty else {
      throw SealError(
        .usage, "no names of sealed files were given",
        hint: "name them as arguments, or in SEAL_NAMES, separated by blanks or commas")
    }
    var requests: [NameRequest] = []
    for text in list { requests.append(try NameRequest(parsing: text)) }
    try check(requests)
    return requests
  }

  /// - Throws: `usage` where a name stands twice: which pin counts must not depend on an order.
  static func check(_ requests: [NameRequest]) throws(SealError) {
    for (index, request) in requests.enumerated() where requests[..<index].contains(where: { $0.name == request.name })
    {
      throw SealError(.usage, "the name \"\(request.name)\" was given twice")
    }
  }

  private func check() throws(SealError) {
    guard Names.isName(name) else {
      throw SealError(
        .usage, "\"\(name.printable)\" can't be the name of a sealed file",
        hint: "a name is lower-case letters, digits, hyphens and dots: \"app-secrets\" for \"app-secrets.sealed\"")
    }
  }
}
