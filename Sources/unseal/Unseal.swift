import Delivery
import Files
import Primitives
import Sealing

/// The program's own task: from sealed files to values in the output.
enum Unseal {
  /// The order of format.md, section 4: no identity is read before a trusted signer vouches for every file.
  static func run(_ options: Options, _ log: Log) throws(SealError) -> [OpenedName] {
    let requests = try NameRequest.parse(options.names)
    let format = try options.envFormat()
    let selection = try options.selection()
    let namespace = try PodNamespace.find(options.namespace)
    let keys = try KeyMount(opening: options.keys)
    let policy = try Policy(
      namespace: namespace, anyNamespace: options.anyNamespace, allowUnsigned: options.allowUnsigned,
      signatures: options.signatures, minimumRevisions: options.minimumRevisions, signersFile: try keys.signers())
    let source = try SealedSource(listing: options.sealed, for: requests)
    try Acceptance.check(requests, areAmong: source.entryNames, policy: policy)
    let acceptance = try Acceptance(requests, entries: try source.read(), policy: policy)
    try acceptance.checkKeys()

    // Where nothing may be written, nothing need be opened.
    let output = try OutputDirectory(opening: options.out, allowDisk: options.allowDisk)
    var identities = Identities()
    try keys.identity().withBytes { (file) throws(SealError) in
      try identities.add(file: file, named: keys.identityPath)
    }
    let opened = try acceptance.open(with: identities)
    try require(options.required, in: opened)

    let plan = try plan(opened, format, selection, options, output)
    if options.check { try output.check(plan) } else { try output.deliver(plan) }
    report(opened, plan, options, output, log)
    if let mode = keys.betterIdentityMode {
      log.write(
        .warning, "every user of this container can read \(keys.identityPath): give its volume defaultMode \(mode)")
    }
    return opened
  }

  /// - Throws: `missing`.
  private static func require(_ required: [String], in opened: [OpenedName]) throws(SealError) {
    for key in required {
      let isThere = opened.contains { name in
        name.values.keys.contains(key) || name.values.keys.contains { "\(name.name)/\($0)" == key }
      }
      guard isThere else {
        throw SealError(
          .missing, "there is no value \"\(key.printable)\" in \(opened.map(\.name).joined(separator: ", "))",
          hint: "\"seal set\" adds it, or leave out --require")
      }
    }
  }

  private static func plan(
    _ opened: [OpenedName], _ format: (any EnvFormat)?, _ selection: Selection, _ options: Options,
    _ output: borrowing OutputDirectory
  ) throws(SealError) -> DeliveryPlan {
    var items: [DeliveryPlan.Item] = []
    let variables = format == nil ? [] : try selection.variables(of: opened)
    for (index, name) in opened.enumerated() {
      var env: EnvFile?
      if let format {
        env = try EnvFile(of: name.name, variables[index], format: format, allowed: options.allowedNames)
      }
      items.append(DeliveryPlan.Item(name: name.name, files: options.noFiles ? nil : name.values, env: env))
    }
    return try DeliveryPlan(items, modes: options.modes ?? .standard(under: output.status))
  }

  private static func report(
    _ opened: [OpenedName], _ plan: DeliveryPlan, _ options: Options, _ output: borrowing OutputDirectory, _ log: Log
  ) {
    for name in opened {
      var text = "\(name.name): \(name.values.keys.count) \(name.values.keys.count == 1 ? "value" : "values") of "
      for (index, file) in name.files.enumerated() {
        text += "\(index > 0 ? "; " : "")\(file.entryName) revision \(file.revision), signed by "
        // By hand: the first call of `joined` costs as much as opening a value.
        for (index, signer) in file.signers.enumerated() { text += (index > 0 ? ", " : "") + signer }
        text += (file.signers.isEmpty ? "nobody" : "") + ", opened by \(file.identity)"
      }
      log.write(.info, text, details: [("unsealed", TerminationMessage.describe(name))])
    }
    for item in plan.items { for warning in item.env?.warnings ?? [] { log.write(.warning, warning) } }
    if options.allowUnsigned {
      log.write(.warning, "--allow-unsigned: whoever knows the recipient may have sealed this")
    }
    if output.mayBeSwapped {
      log.write(
        .warning, "this node has swap and \(options.out) may be written to it: mount it noswap, or turn swap off")
    }
    log.write(.info, options.check ? "checked: nothing was written" : written(plan, options))
  }

  private static func written(_ plan: DeliveryPlan, _ options: Options) -> String {
    let mode = String(plan.modes.file, radix: 8)
    let readers = plan.modes.file & 0o004 != 0 ? ", readable by every user of a container that mounts it" : ""
    return "wrote \(options.out), files of mode 0\(mode)\(readers)"
  }
}
