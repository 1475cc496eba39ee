import Primitives
import Sealing

/// What a container that runs `unseal` is told, read as the program itself reads it: its arguments, and for each flag that
/// isn't among them its twin in the environment.
struct UnsealCall {
  /// An argument, or what stands for one.
  struct Word {
    let text: String
    let position: TextPosition
  }

  /// Something that is wrong with the command line, or can't be told.
  struct Remark {
    let position: TextPosition
    let reason: String
    var remedy: String?
  }

  let container: PodContainer
  private(set) var names: [Word] = []
  /// What the program would refuse.
  private(set) var mistakes: [Remark] = []
  /// What only the cluster knows.
  private(set) var unknowns: [Remark] = []
  private var given: [String: [Word]] = [:]

  /// - Returns: nil for a container that doesn't open sealed files.
  init?(_ container: PodContainer) {
    guard let words = Self.words(of: container), !["exec", "install"].contains(words.first?.text) else { return nil }
    self.container = container
    read(words)
    for flag in Self.flagsWithValue.union(Self.switches).sorted() where given[flag] == nil { readTwin(of: flag) }
    if names.isEmpty { names = values(ofVariable: "SEAL_NAMES").flatMap(Self.split) }
  }

  /// The folder that `unseal install` fills; nil for a container that does anything else.
  static func installation(in container: PodContainer) -> String? {
    guard let words = words(of: container), words.first?.text == "install", words.count == 2 else { return nil }
    return words[1].text
  }

  /// The arguments of `unseal`, in a container that runs it: by its command, or where that is the image's own by the name
  /// of the image or of the container.
  private static func words(of container: PodContainer) -> [Word]? {
    if let program = container.command.first {
      guard FilePath.name(of: program) == "unseal" else { return nil }
    } else {
      let image = FilePath.name(of: container.image ?? "").prefix { $0 != ":" && $0 != "@" }
      guard image == "unseal" || ["unseal", "unseal-install"].contains(container.name) else { return nil }
    }
    return container.command.dropFirst().map { Word(text: $0, position: container.position) }
      + zip(container.arguments, container.argumentPositions).map { Word(text: $0, position: $1) }
  }

  // MARK: What it says

  func values(_ flag: String) -> [String] { (given[flag] ?? []).map(\.text) }
  func has(_ flag: String) -> Bool { given[flag]?.first?.text == "true" }
  func position(of flag: String) -> TextPosition { given[flag]?.first?.position ?? container.position }

  var sealed: [String] { given["sealed"].map { $0.map(\.text) } ?? ["/seal/sealed"] }
  var keys: String { values("keys").first ?? "/seal/keys" }
  var out: String { values("out").first ?? "/seal/secrets" }
  var env: String? { values("env").first }
  var writesFiles: Bool { !has("no-files") }
  /// Whether anything goes to ``out``.
  var usesOut: Bool { writesFiles || env != nil }
  var layouts: [UnsealArguments.Layout] { UnsealArguments(values("layout").map { "--layout=\($0)" }).layouts }
  /// The namespace that it is told; nil where it is the pod's own.
  var namespace: String? { values("namespace").first }
  /// Whether it can learn the namespace without the token of a service account.
  var isToldNamespace: Bool { namespace != nil || container.env.contains { $0.name == "SEAL_NAMESPACE" } }

  // MARK: The command line

  static let flagsWithValue: Set<String> = [
    "sealed", "keys", "out", "namespace", "env", "allow-name", "only", "except", "rename", "prefix", "layout",
    "require", "mode", "signatures", "min-revision", "signers", "termination-log", "log",
  ]
  private static let lists: Set<String> = [
    "sealed", "allow-name", "only", "except", "rename", "prefix", "layout", "require", "min-revision",
  ]
  private static let switches: Set<String> = [
    "export", "no-files", "any-namespace", "allow-unsigned", "allow-disk", "check",
  ]

  private mutating func read(_ words: [Word]) {
    var rest = words.compactMap { expanded($0) }[...]
    while let word = rest.popFirst() {
      if word.text == "--" {
        names += rest
        break
      }
      guard word.text.hasPrefix("-") else {
        names.append(word)
        continue
      }
      let parts = word.text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let flag = String(parts[0].drop { $0 == "-" })
      let isSwitch = Self.switches.contains(flag)
      guard word.text.hasPrefix("--"), isSwitch || Self.flagsWithValue.contains(flag) else {
        mistakes.append(
          Remark(
            position: word.position, reason: "unseal has no flag \"\(parts[0].printable)\"",
            remedy: "unseal --help lists them"))
        continue
      }
      guard let value = isSwitch ? "true" : parts.count == 2 ? parts[1] : rest.popFirst()?.text else {
        mistakes.append(Remark(position: word.position, reason: "--\(flag) needs a value"))
        continue
      }
      if given[flag] != nil, !Self.lists.contains(flag) {
        mistakes.append(Remark(position: word.position, reason: "--\(flag) is given twice"))
        continue
      }
      given[flag, default: []].append(Word(text: value, position: word.position))
    }
  }

  private mutating func readTwin(of flag: String) {
    let twin = "SEAL_" + flag.uppercased().replacing("-", with: "_")
    // The namespace of the pod itself is what a field gives, and what is expected anyway.
    if flag == "namespace", container.env.last(where: { $0.name == twin })?.isField == true { return }
    for word in values(ofVariable: twin) {
      if Self.lists.contains(flag) {
        given[flag, default: []] += Self.split(word)
      } else if Self.switches.contains(flag) {
        given[flag] = [Word(text: ["true", "1"].contains(word.text) ? "true" : "false", position: word.position)]
      } else {
        given[flag] = [word]
      }
    }
  }

  /// The value of a variable that counts, where it is set to anything and can be told.
  private mutating func values(ofVariable name: String) -> [Word] {
    // The last entry of a name counts.
    guard let variable = container.env.last(where: { $0.name == name }) else { return [] }
    guard case .value(let text) = variable.source else {
      unknowns.append(
        Remark(position: variable.position, reason: "what \(name) is, only the cluster knows"))
      return []
    }
    return text.isEmpty ? [] : [expanded(Word(text: text, position: variable.position))].compactMap(\.self)
  }

  private static func split(_ word: Word) -> [Word] {
    word.text.split { $0 == " " || $0 == "," || $0 == "\t" || $0 == "\n" }
      .map { Word(text: String($0), position: word.position) }
  }

  /// A text in which the kubelet replaces `$(NAME)`; nil where only the cluster knows by what.
  private mutating func expanded(_ word: Word) -> Word? {
    guard word.text.contains("$(") else { return word }
    var result = ""
    var rest = word.text[...]
    while let start = rest.firstRange(of: "$(") {
      guard let end = rest[start.upperBound...].firstIndex(of: ")") else { break }
      let name = String(rest[start.upperBound..<end])
      let variable = container.env.last { $0.name == name }
      guard case .value(let text)? = variable?.source, !text.contains("$("), rest[..<start.lowerBound].last != "$"
      else {
        unknowns.append(
          Remark(position: word.position, reason: "what \"\(word.text.printable)\" becomes, only the kubelet knows"))
        return nil
      }
      result += rest[..<start.lowerBound] + text
      rest = rest[rest.index(after: end)...]
    }
    return Word(text: result + rest, position: word.position)
  }
}

extension EnvironmentVariable {
  /// Whether it comes from a field of the pod.
  fileprivate var isField: Bool {
    if case .other = source { return true }
    return false
  }
}
