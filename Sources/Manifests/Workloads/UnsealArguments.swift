package import Sealing

/// What the arguments of an `unseal` container say, as far as `seal` has to know.
package struct UnsealArguments: Sendable {
  /// A `--layout`: what of which name becomes a file of which folder.
  package struct Layout: Hashable, Sendable {
    package let folder: String
    package let name: String
    /// Nil for every key under its own name.
    package let key: String?
    package let path: String?
    package let mode: String?
  }

  /// A name, or a flag with its value, in the words that say it.
  struct Part: Sendable {
    /// Without the hyphens; nil for a name.
    let flag: String?
    let words: [String]
  }

  /// All of them, in their order.
  private(set) var parts: [Part] = []
  /// The names that it opens, with their pins.
  package private(set) var names: [NameRequest] = []
  /// The values of each flag, without the hyphens; a switch has none.
  package private(set) var flags: [(name: String, value: String?)] = []

  /// - Parameter arguments: `args` of the container; what can't be understood is left out of names and flags.
  package init(_ arguments: [String]) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        parts.append(Part(flag: "", words: [argument]))
        while let name = rest.popFirst() { add(name: name) }
      } else if argument.hasPrefix("--") {
        let sides = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(sides[0])
        let value = sides.count == 2 || Self.switches.contains(name) ? nil : rest.popFirst()
        flags.append((name, sides.count == 2 ? String(sides[1]) : value))
        parts.append(Part(flag: name, words: [argument] + (value.map { [$0] } ?? [])))
      } else {
        add(name: argument)
      }
    }
  }

  private mutating func add(name: String) {
    parts.append(Part(flag: nil, words: [name]))
    if let request = try? NameRequest(parsing: name) { names.append(request) }
  }

  /// The flags of `unseal` that take no value.
  private static let switches = [
    "export", "no-files", "any-namespace", "allow-unsigned", "allow-disk", "check", "help", "version",
  ]

  /// The values of a flag, in their order.
  package func values(of flag: String) -> [String] { flags.compactMap { $0.name == flag ? $0.value : nil } }
  package func has(_ flag: String) -> Bool { flags.contains { $0.name == flag } }

  /// The format of the env files, if any.
  package var env: String? { values(of: "env").last }
  package var out: String { values(of: "out").last ?? "/seal/secrets" }
  package var keys: String { values(of: "keys").last ?? "/seal/keys" }
  package var sealed: [String] {
    let folders = values(of: "sealed")
    return folders.isEmpty ? ["/seal/sealed"] : folders
  }
  package var writesFiles: Bool { !has("no-files") }
  package var layouts: [Layout] { values(of: "layout").compactMap(Layout.init(parsing:)) }
}

extension UnsealArguments.Layout {
  /// FOLDER=NAME[/KEY[:PATH[:MODE]]]
  fileprivate init?(parsing text: String) {
    let sides = text.split(separator: "=", maxSplits: 1)
    guard sides.count == 2 else { return nil }
    let parts = sides[1].split(separator: ":", maxSplits: 2).map(String.init)
    let names = parts[0].split(separator: "/", maxSplits: 1).map(String.init)
    folder = String(sides[0])
    name = names[0]
    key = names.count > 1 ? names[1] : nil
    path = parts.count > 1 ? parts[1] : nil
    mode = parts.count > 2 ? parts[2] : nil
  }
}
