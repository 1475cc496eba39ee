import Delivery
import Primitives
import Sealing

/// `unseal exec`: the values that the init container delivered, in the environment of one command.
struct Exec {
  private let options: Options
  private let references: [VariableReference]
  private let delivered: DeliveredValues

  /// Returns only by an error: the process becomes the command.
  static func run(_ options: Options) throws(SealError) -> Never {
    guard options.commandCount > 0 else {
      throw SealError(.usage, "there is no command to run", hint: "put it behind \"--\": unseal exec NAME -- COMMAND")
    }
    throw try Exec(options).environment().become(lastArguments: options.commandCount)
  }

  private init(_ options: Options) throws(SealError) {
    var references: [VariableReference] = []
    for text in options.variables { references.append(try VariableReference(parsing: text)) }
    for (index, name) in options.names.enumerated() {
      guard Names.isName(name), !options.names[..<index].contains(name) else {
        throw SealError(.usage, "\"\(name.printable)\" is no name of a sealed file, or was given twice")
      }
    }
    guard !references.isEmpty || !options.names.isEmpty else {
      throw SealError(
        .usage, "neither --var nor a name says what the command gets",
        hint: "for example: unseal exec app-secrets -- COMMAND")
    }
    self.options = options
    self.references = references
    delivered = try DeliveredValues(opening: options.from)
  }

  private func environment() throws(SealError) -> CommandEnvironment {
    var environment = CommandEnvironment(allowed: options.allowedNames)
    var names: [(name: String, keys: [String])] = []
    var values: [OpenedValues] = []
    for name in options.names {
      guard let found = try delivered.values(of: name, keys: nil) else { throw missing(name) }
      names.append((name, found.keys))
      values.append(found)
    }

    // First what is spelled out: it wins over what a name brings along.
    var spelledOut: [String] = []
    for reference in references {
      guard let (found, index) = try value(reference, among: names, values) else { continue }
      try environment.add(reference.variable, found, at: index, of: reference.name)
      spelledOut.append(reference.variable)
    }
    for (position, variables) in try options.selection().variables(of: names).enumerated() {
      for variable in variables where !spelledOut.contains(variable.name) {
        try environment.add(variable.name, values[position], at: variable.index, of: names[position].name)
      }
    }
    return environment
  }

  /// - Returns: nil for what isn't there and needn't be.
  private func value(
    _ reference: VariableReference, among names: [(name: String, keys: [String])], _ values: [OpenedValues]
  ) throws(SealError) -> (OpenedValues, at: Int)? {
    var found: OpenedValues?
    if let position = names.firstIndex(where: { $0.name == reference.name }) {
      found = values[position]
    } else {
      found = try delivered.values(of: reference.name, keys: [reference.key])
      if found == nil, !reference.isOptional { throw missing(reference.name) }
    }
    if let found, let index = found.keys.firstIndex(of: reference.key) { return (found, index) }
    guard reference.isOptional else {
      throw SealError(
        .missing, "there is no value \"\(reference.key)\" of \"\(reference.name)\" in \(options.from.printable)",
        hint:
          "\"seal set\" adds it; --var \(reference.variable.printable)=\(reference.name)/\(reference.key)? goes without"
      )
    }
    return nil
  }

  private func missing(_ name: String) -> SealError {
    SealError(
      .missing, "there is no \"\(name)\" in \(options.from.printable)",
      hint: "unseal puts it there: its init container comes first, has this name, and no --no-files")
  }
}
