import Files
import Primitives
package import Sealing

/// The variables that one command gets in addition to those that are there, and then the command itself.
package struct CommandEnvironment {
  private struct Variable {
    let name: String
    let values: OpenedValues
    let index: Int
    /// Where the value comes from, for messages: "app-secrets/url".
    let origin: String
  }

  private let allowed: [String]
  private var variables: [Variable] = []

  /// - Parameter allowed: variables that may change how programs are loaded, because somebody asked for them by name.
  package init(allowed: [String]) {
    self.allowed = allowed
  }

  /// Adds the value of `values.keys[index]`.
  ///
  /// - Parameter source: the name that the values are of.
  /// - Throws: `policy` for what no environment has room for, what changes how programs are loaded, and a variable that is
  ///   there already: no order decides.
  package mutating func add(
    _ name: String, _ values: OpenedValues, at index: Int, of source: String
  ) throws(SealError) {
    let origin = "\(source)/\(values.keys[index])"
    guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "=")) else {
      throw SealError(
        .policy, "\"\(origin.printable)\" can't become the variable \"\(name.printable)\"",
        hint: "give it another name with --rename, or leave it out with --except")
    }
    guard !LoaderVariables.contains(name) || allowed.contains(name) else {
      throw SealError(
        .policy, "\"\(origin)\" would change how programs are loaded, as the variable \(name)",
        hint: "pass --allow-name \(name) if that is what it is for, or give it another name")
    }
    if let other = variables.first(where: { $0.name == name }) {
      throw SealError(
        .policy, "\"\(other.origin)\" and \"\(origin)\" would both be the variable \"\(name)\"",
        hint: "give one of them another name, or leave it out")
    }
    guard values.withValue(at: index, { value in !value.indices.contains { value[$0] == 0 } }) else {
      throw SealError(
        .policy, "\"\(origin)\" can't be an environment variable: the value holds a NUL", hint: "read it from its file")
    }
    variables.append(Variable(name: name, values: values, index: index, origin: origin))
  }

  /// Makes this process the command that the last words of its own command line are.
  ///
  /// - Returns: only what went wrong: `missing` where there is none of that name; `io` where it can't be run; `policy` where
  ///   the values are too much for an environment.
  package func become(lastArguments count: Int) -> SealError {
    let text = EnvText.build { text in
      for variable in variables {
        text.append(variable.name)
        text.append("=")
        variable.values.withValue(at: variable.index) { text.append($0) }
        text.append("\0")
      }
    }
    return refusal(Process.become(lastArguments: count, variables: text))
  }

  private func refusal(_ error: FileError) -> SealError {
    if error.isTooMuch {
      var (origin, size) = ("", 0)
      for variable in variables {
        let count = variable.values.withValue(at: variable.index) { $0.count }
        if count >= size { (origin, size) = (variable.origin, count) }
      }
      return SealError(
        .policy, "the values don't fit into an environment; the largest, \"\(origin)\", has \(size) bytes",
        hint: "Linux takes 128 KiB for one variable, and often 2 MiB for all: read it from its own file")
    }
    guard error.isAbsence else {
      let user = error.isRefusal ? ", as uid \(Environment.userID) and gid \(Environment.groupID)" : ""
      return SealError(.io, error.description + user)
    }
    if File.exists(error.path), error.path.utf8.contains(UInt8(ascii: "/")) {
      return SealError(.missing, "the interpreter or loader that \"\(error.path.printable)\" names isn't there")
    }
    return SealError(
      .missing, "there is no command \"\(error.path.printable)\"",
      hint: error.path.utf8.contains(UInt8(ascii: "/"))
        ? nil : "it is looked up in PATH, by no shell; give its full path")
  }
}
