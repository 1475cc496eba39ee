import Sealing

/// Fields of a Kubernetes object, read as strictly as a Secret deserves.
///
/// A field that is missing or null counts as empty, as in Kubernetes; one of another type throws, with its name and
/// place and never its content.
enum ManifestField {
  static func mapping(_ object: YAMLNode?, _ name: String) throws(Flaw) -> YAMLNode? {
    guard let value = object?[name], !value.isNull else { return nil }
    guard value.pairs != nil else { throw Flaw(offset: value.offset, reason: "\"\(name)\" is no mapping") }
    return value
  }

  static func text(_ object: YAMLNode?, _ name: String) throws(Flaw) -> String? {
    guard let value = object?[name], !value.isNull else { return nil }
    guard let text = value.string else {
      throw Flaw(offset: value.offset, reason: "\"\(name)\" is no string", hint: "quote it")
    }
    return text.isEmpty ? nil : text
  }

  static func flag(_ object: YAMLNode?, _ name: String) throws(Flaw) -> Bool {
    guard let value = object?[name], !value.isNull else { return false }
    switch value.content {
    case .scalar("true", .plain): return true
    case .scalar("false", .plain): return false
    default: throw Flaw(offset: value.offset, reason: "\"\(name)\" is neither true nor false")
    }
  }

  /// A mapping from text to text, such as labels.
  static func texts(_ object: YAMLNode?, _ name: String) throws(Flaw) -> [String: String] {
    var texts: [String: String] = [:]
    for (key, value) in try mapping(object, name)?.pairs ?? [] {
      guard let text = value.string, let key = key.string else {
        throw Flaw(offset: value.offset, reason: "a value in \"\(name)\" that is no string", hint: "quote it")
      }
      texts[key] = text
    }
    return texts
  }

  /// The entries of `data` or `stringData`: key, text and place.
  static func entries(_ object: YAMLNode, _ name: String) throws(Flaw) -> [(key: String, text: String, offset: Int)] {
    try (mapping(object, name)?.pairs ?? []).map { (pair) throws(Flaw) in
      guard let key = pair.key.string, Names.isKey(key) else {
        // Not named: what is no key may be a value that slipped.
        throw Flaw(
          offset: pair.key.offset, reason: "a key in \(name) that Kubernetes doesn't allow",
          hint: "use 1 to 253 of the characters A-Z a-z 0-9 - _ .")
      }
      guard let text = pair.value.string else {
        throw Flaw(
          offset: pair.value.offset, reason: "the value of \"\(key)\" in \(name) is no string",
          hint: "quote it, so that numbers, yes and no stay what they are")
      }
      return (key, text, pair.value.offset)
    }
  }
}
