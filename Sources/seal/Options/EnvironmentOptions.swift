import ArgumentParser
import Files
import Primitives
import Sealing
import Workspace

/// `--environment`: what a repository's manifests are for.
struct EnvironmentOptions: ParsableArguments {
  @Option(
    name: .customLong("environment"),
    help: ArgumentHelp(
      "An environment and the namespace that its files are for; without one, each document's own.",
      valueName: "name[=namespace]"))
  var environments: [String] = []

  @Option(
    name: .customLong("path"),
    help: ArgumentHelp(
      "A pattern of the files of an environment. (default: overlays/NAME/** or the folder that is named for it)",
      valueName: "name=glob"))
  var paths: [String] = []

  /// The environments, asked for where no option names one.
  ///
  /// - Throws: `usage`.
  func load(below root: String) throws(SealError) -> [SetupEnvironment] {
    let isAsked = environments.isEmpty
    let names = isAsked ? try ask() : environments
    var globs = try globs(of: names)
    var loaded: [SetupEnvironment] = []
    for name in names {
      var text = name
      let key = Self.name(of: name)
      let isOnly = names.count == 1
      // What can't be a name is refused before more is asked.
      let first = try SetupEnvironment(parsing: text, paths: globs[key] ?? [], root: root, isOnly: isOnly)
      guard !loaded.contains(where: { $0.name == key }) else {
        throw SealError(.usage, "the environment \"\(key)\" is there twice")
      }
      if isAsked {
        if first.namespace == nil {
          let answer = try Question.ask("the namespace of \(key), empty for that of each document", default: "")
          if !answer.isEmpty { text = "\(key)=\(answer)" }
        }
        globs[key] = [try Question.ask("the files of \(key)", default: first.paths[0])]
      }
      loaded.append(try SetupEnvironment(parsing: text, paths: globs[key] ?? [], root: root, isOnly: isOnly))
    }
    return loaded
  }

  private func ask() throws(SealError) -> [String] {
    guard Question.isPossible else {
      throw SealError(
        .usage, "no environment is named, and there is no terminal to ask at",
        hint: "seal init --environment production=NAMESPACE")
    }
    let answer = try Question.ask("the environments, such as: staging production=shop", default: "production")
    return answer.split { $0 == " " || $0 == "," }.map { String($0) }
  }

  private func globs(of names: [String]) throws(SealError) -> [String: [String]] {
    var globs: [String: [String]] = [:]
    for path in paths {
      let parts = path.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
      guard parts.count == 2, names.contains(where: { Self.name(of: $0) == parts[0] }) else {
        throw SealError(.usage, "--path \"\(path.printable)\" is for no environment", hint: "--path production=GLOB")
      }
      globs[parts[0], default: []].append(parts[1])
    }
    return globs
  }

  private static func name(of text: String) -> String { String(text.prefix { $0 != "=" }) }

  /// In a repository that is set up an environment can only be named that it has: `.seal.yaml` is never rewritten.
  ///
  /// - Throws: `usage`; what reading `.seal.yaml` throws.
  func checkKnown(in folders: GitFolders) throws(SealError) {
    guard !environments.isEmpty || !paths.isEmpty else { return }
    let workspace = try Workspace(at: folders.root)
    for environment in environments {
      let name = Self.name(of: environment)
      guard workspace.recipients[name] == nil else { continue }
      throw SealError(
        .usage, "\"\(workspace.file)\" has no recipient \"\(name.printable)\", and is never rewritten",
        hint: "make one with \"seal keygen\", and add it and its rule there")
    }
    guard paths.isEmpty else {
      throw SealError(.usage, "\"\(workspace.file)\" is there, and is never rewritten", hint: "change its rules there")
    }
  }
}
