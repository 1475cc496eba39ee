package import Primitives
package import Sealing

/// The env file of one name, ready to be written.
package struct EnvFile: Sendable {
  /// `app-secrets.env`.
  package let name: String
  package let text: SharedSecret
  /// What its reader will do with some value that nobody expects.
  package let warnings: [String]

  /// - Parameter allowed: variables that may change how programs are loaded, because somebody asked for them by name.
  /// - Throws: `policy`, naming the first value that can't be written, and never telling it.
  package init(
    of name: String, _ variables: EnvVariables, format: any EnvFormat, allowed: [String] = []
  ) throws(SealError) {
    let formatName = type(of: format).name
    var warnings: [String] = []
    for variable in variables.list {
      let place = variable.place(of: name)
      guard !LoaderVariables.contains(variable.name) || allowed.contains(variable.name) else {
        throw SealError(
          .policy, "\(place) would change how programs are loaded, if it became an environment variable",
          hint: "pass --allow-name \(variable.name) if that is what it is for, or give it another name")
      }
      switch variables.values.withValue(at: variable.index, { format.verdict(on: variable.name, $0) }) {
      case .fits: break
      case .warns(let reason): warnings.append("\(place): \(reason)")
      case .refuses(let reason):
        throw SealError(
          .policy, "\(place) can't stand in an env file for \(formatName): \(reason)",
          hint: "--rename gives it another name, --except leaves it to its own file; or choose another --env format")
      }
    }
    let text = EnvText.build { format.write(variables, to: &$0) }
    if let limit = format.limit, text.count > limit {
      throw SealError(
        .policy, "the env file of \"\(name)\" has \(text.count) bytes, and \(formatName) takes \(limit)",
        hint: "seal the values under several names, or read them from their own files")
    }
    self.name = "\(name).\(format.suffix)"
    self.text = SharedSecret(text)
    self.warnings = warnings
  }

  /// What would be wrong with an env file of these values, a line for each, none of which tells a value. For who seals
  /// them, so that it isn't found out in a pod.
  package static func objections(
    to values: OpenedValues, of name: String, format: any EnvFormat
  ) -> [String] {
    let formatName = type(of: format).name
    let variables = EnvVariables(values)
    var objections: [String] = []
    for variable in variables.list {
      let place = variable.place(of: name)
      if LoaderVariables.contains(variable.name) {
        objections.append(
          "\(place) would change how programs are loaded: no env file has it without --allow-name \(variable.name)")
      }
      switch values.withValue(at: variable.index, { format.verdict(on: variable.name, $0) }) {
      case .fits: break
      case .warns(let reason): objections.append("\(place): \(reason)")
      case .refuses(let reason): objections.append("\(place) can't be represented for \(formatName): \(reason)")
      }
    }
    if let limit = format.limit {
      let count = EnvText.measure { format.write(variables, to: &$0) }
      if count > limit {
        objections.append("the env file of \"\(name)\" would have \(count) bytes, and \(formatName) takes \(limit)")
      }
    }
    return objections
  }
}

extension EnvVariable {
  /// Which value this is, for messages.
  fileprivate func place(of sealedName: String) -> String {
    "\"\(key)\" of \"\(sealedName)\"" + (name == key ? "" : ", as \"\(name)\",")
  }
}
