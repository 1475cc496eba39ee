import Primitives
package import Sealing

/// Which values become environment variables, and what those are called: `--only` and `--except` choose, `--rename` gives
/// a name, `--prefix` changes the names of the others.
///
/// `KEY` means the values of that key under every sealed name, `NAME/KEY` one of them; where both rename a value, the
/// latter counts.
package struct Selection: Sendable {
  private struct Rename: Sendable {
    let of: KeyReference
    let to: String
  }

  private struct Prefix: Sendable {
    /// Nil: every name that has none of its own.
    let name: String?
    let text: String
  }

  private let only: [KeyReference]
  private let except: [KeyReference]
  private let renames: [Rename]
  private let prefixes: [Prefix]

  /// Everything, under its own name.
  package static let all = Selection()

  private init() {
    (only, except, renames, prefixes) = ([], [], [], [])
  }

  /// - Parameters:
  ///   - only: KEY or NAME/KEY; none chooses all.
  ///   - except: KEY or NAME/KEY.
  ///   - rename: KEY=NEW or NAME/KEY=NEW.
  ///   - prefix: PREFIX for all, NAME=PREFIX for one name.
  /// - Throws: `usage`, which repeats nothing that can't be a name: what people type by mistake are values.
  package init(only: [String], except: [String], rename: [String], prefix: [String]) throws(SealError) {
    self.only = try only.map { (text) throws(SealError) in try KeyReference(parsing: text[...], for: "--only") }
    self.except = try except.map { (text) throws(SealError) in try KeyReference(parsing: text[...], for: "--except") }
    renames = try rename.map(Self.parse(rename:))
    prefixes = try prefix.map(Self.parse(prefix:))
    for (index, rename) in renames.enumerated() where renames[..<index].contains(where: { $0.of == rename.of }) {
      throw SealError(.usage, "--rename gives \"\(rename.of.text)\" two names")
    }
    for (index, prefix) in prefixes.enumerated() where prefixes[..<index].contains(where: { $0.name == prefix.name }) {
      throw SealError(.usage, "--prefix was given twice for \(prefix.name.map { "\"\($0)\"" } ?? "every name")")
    }
  }

  package var isEmpty: Bool { only.isEmpty && except.isEmpty && renames.isEmpty && prefixes.isEmpty }

  /// The variables that come of each of `names`, in the order of its keys.
  ///
  /// - Throws: `missing` where an option names what isn't there; `policy` where two values of a name would be one variable;
  ///   `usage` for a value that is to be renamed and isn't chosen.
  package func variables(of names: [(name: String, keys: [String])]) throws(SealError) -> [[EnvVariable]] {
    try check(names)
    var result: [[EnvVariable]] = []
    for (name, keys) in names {
      var variables: [EnvVariable] = []
      for (index, key) in keys.enumerated() where chooses(key, of: name) {
        variables.append(EnvVariable(index: index, key: key, name: try variable(for: key, of: name)))
      }
      if !renames.isEmpty { try Self.refuseTwins(variables, of: name) }
      result.append(variables)
    }
    return result
  }

  // MARK: What becomes of a value

  private func chooses(_ key: String, of name: String) -> Bool {
    (only.isEmpty || only.contains { $0.matches(key, of: name) }) && !except.contains { $0.matches(key, of: name) }
  }

  private func variable(for key: String, of name: String) throws(SealError) -> String {
    let matching = renames.filter { $0.of.matches(key, of: name) }
    if let rename = matching.first(where: { $0.of.name != nil }) ?? matching.first { return rename.to }
    guard let prefix = prefixes.first(where: { $0.name == name }) ?? prefixes.first(where: { $0.name == nil }) else {
      return key
    }
    let variable = prefix.text + key
    guard Names.isKey(variable) else {
      throw SealError(
        .policy, "\"\(key)\" of \"\(name)\" can't be a variable with the prefix \"\(prefix.text)\"",
        hint: "give it a name with --rename")
    }
    return variable
  }

  private static func refuseTwins(_ variables: [EnvVariable], of name: String) throws(SealError) {
    let sorted = variables.sorted { $0.name < $1.name }
    for (first, second) in zip(sorted, sorted.dropFirst()) where first.name == second.name {
      throw SealError(
        .policy, "\"\(first.key)\" and \"\(second.key)\" of \"\(name)\" would both be the variable \"\(first.name)\"",
        hint: "give one of them another name with --rename, or leave it out with --except")
    }
  }

  // MARK: What must be there

  /// An option without effect is a mistake: the app would start without its variable.
  private func check(_ names: [(name: String, keys: [String])]) throws(SealError) {
    for (flag, references) in [("--only", only), ("--except", except), ("--rename", renames.map(\.of))] {
      for reference in references {
        let isThere = names.contains { name, keys in keys.contains { reference.matches($0, of: name) } }
        guard isThere else { throw Self.missing("value", reference.text, flag, names) }
      }
    }
    for rename in renames {
      let isChosen = names.contains { name, keys in
        keys.contains { rename.of.matches($0, of: name) && chooses($0, of: name) }
      }
      guard isChosen else {
        throw SealError(.usage, "--rename gives \"\(rename.of.text)\" a name, and it isn't chosen")
      }
    }
    for prefix in prefixes {
      guard let name = prefix.name, !names.contains(where: { $0.name == name }) else { continue }
      throw Self.missing("sealed name", name, "--prefix", names)
    }
  }

  private static func missing(
    _ what: String, _ text: String, _ flag: String, _ names: [(name: String, keys: [String])]
  ) -> SealError {
    let list = names.map(\.name).joined(separator: ", ")
    return SealError(
      .missing, "there is no \(what) \"\(text)\" in \(list), and \(flag) names it",
      hint: "mend \(flag), or add what it names with \"seal set\"")
  }

  // MARK: The command line

  private static func parse(rename text: String) throws(SealError) -> Rename {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw SealError(.usage, "--rename takes KEY=NEW", hint: "for example --rename tls.crt=TLS_CRT")
    }
    let key = try KeyReference(parsing: parts[0], for: "--rename")
    let new = String(parts[1])
    guard Names.isKey(new) else {
      throw SealError(
        .usage, "--rename gives \"\(key.text)\" a name that no variable can have",
        hint: "for example --rename tls.crt=TLS_CRT")
    }
    return Rename(of: key, to: new)
  }

  private static func parse(prefix text: String) throws(SealError) -> Prefix {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let prefix = Prefix(name: parts.count == 2 ? parts[0] : nil, text: parts[parts.count - 1])
    guard prefix.name.map(Names.isName) ?? true, !prefix.text.isEmpty, prefix.text.utf8.allSatisfy(Names.isKeyByte)
    else {
      throw SealError(
        .usage, "--prefix takes letters, digits and underscores, or NAME= and those",
        hint: "for example --prefix DB_, or --prefix app-secrets=APP_")
    }
    return prefix
  }
}
