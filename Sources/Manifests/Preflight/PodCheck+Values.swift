import Delivery
import Primitives
import Sealing

/// What becomes of the values: which are asked for, and what an env file can hold.
extension PodCheck {
  /// The names that a run opens and their keys; nil where a file of them is broken, which is told elsewhere.
  private func keys(of run: Run, in view: SealedView) -> [(name: String, keys: [String])]? {
    var names: [(name: String, keys: [String])] = []
    for request in run.requests where !view.parts(of: request.name).isEmpty {
      guard let keys = view.keys(of: request.name) else { return nil }
      names.append((request.name, keys))
    }
    return names
  }

  /// The variables of each name's env file; nil where they can't be told.
  func variables(of run: Run, in view: SealedView) -> [(name: String, variables: [EnvVariable])]? {
    guard let names = keys(of: run, in: view) else { return nil }
    guard let variables = try? run.call.selection().variables(of: names) else { return nil }
    return zip(names, variables).map { ($0.name, $1) }
  }

  mutating func checkSelection(of run: Run) {
    let call = run.call
    let container = call.container.name
    for view in run.views {
      // A name that isn't there is told of by itself.
      guard let names = keys(of: run, in: view), names.count == run.requests.count else { continue }
      for key in call.values("require") {
        let isThere = names.contains { name, keys in keys.contains { $0 == key || "\(name)/\($0)" == key } }
        guard !isThere else { continue }
        fail(
          .missing, call.position(of: "require"), container,
          "there is no value \"\(key.printable)\" in \(list(names))\(view.place), and --require demands it",
          "\"seal set\" adds it")
      }
      for layout in call.layouts {
        let keys = names.first { $0.name == layout.name }?.keys
        if !run.requests.contains(where: { $0.name == layout.name }) {
          fail(
            .missing, call.position(of: "layout"), container,
            "--layout wants \"\(layout.name.printable)\", which isn't among the names", "add it to args")
        } else if let key = layout.key, let keys, !keys.contains(key) {
          fail(
            .missing, call.position(of: "layout"), container,
            "there is no value \"\(key.printable)\" in \"\(layout.name)\"\(view.place), and --layout wants it",
            "\"seal set\" adds it, or seal inject mends --layout")
        }
      }
      do throws(SealError) { _ = try call.selection().variables(of: names) } catch {
        fail(error.code, call.container.position, container, error.reason + view.place, error.hint)
      }
      checkEnvFiles(of: run, in: view)
    }
  }

  private mutating func checkEnvFiles(of run: Run, in view: SealedView) {
    let call = run.call
    let allowed = call.values("allow-name")
    guard let env = call.env, let format = EnvFormats.named(env, export: call.has("export")),
      let names = variables(of: run, in: view)
    else { return }
    for (name, variables) in names {
      var count = 0
      for variable in variables {
        let value = "\"\(variable.key)\" of \"\(name)\"\(view.place)"
        if LoaderVariables.contains(variable.name), !allowed.contains(variable.name) {
          fail(
            .policy, call.position(of: "env"), call.container.name,
            "\(value) would change how programs are loaded, as the variable \"\(variable.name)\"",
            "--allow-name \(variable.name) if that is what it is for, or --except \(variable.key)")
        }
        // Of a value that nobody opened, the key alone can be judged.
        let verdict = view.withValue(variable.key, of: name) { bytes in
          bytes.indices.contains { bytes[$0] == 0 }
            ? .refuses("the value holds a NUL") : format.judge(variable.name, bytes)
        }
        if case .refuses(let reason) = verdict ?? format.judge(variable.name, [UInt8]().span) {
          fail(
            .policy, call.position(of: "env"), call.container.name,
            "\(value) can't stand in an env file for \(env): \(reason)",
            "--except \(variable.key), and read it from its own file")
        }
        count += variable.name.utf8.count + view.length(of: variable.key, of: name) + 4
      }
      if let limit = format.limit, count > limit {
        fail(
          .policy, call.position(of: "env"), call.container.name,
          "the env file of \"\(name)\" has more than the \(limit) bytes that \(env) takes",
          "choose with --only, or read the values from their own files")
      }
    }
  }

  private func list(_ names: [(name: String, keys: [String])]) -> String {
    names.map(\.name).joined(separator: ", ")
  }
}

extension UnsealCall {
  /// - Throws: `usage`.
  func selection() throws(SealError) -> Selection {
    try Selection(
      only: values("only"), except: values("except"), rename: values("rename"), prefix: values("prefix"))
  }
}
