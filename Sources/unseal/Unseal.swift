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
    for entry in options.layout where !requests.contains(where: { $0.name == entry.name }) {
      throw SealError(.usage, "--layout wants values of \"\(entry.name)\", which isn't among the names")
    }
    let keys = try KeyMount(opening: options.keys)
    let signers = if let file = options.signers { try file.read() } else { try keys.signers() }
    guard signers != nil || options.allowUnsigned else { throw keys.missingSigners }
    let policy = try Policy(
      namespace: namespace, anyNamespace: options.anyNamespace, allowUnsigned: options.allowUnsigned,
      signatures: options.signatures, minimumRevisions: options.minimumRevisions, signersFile: signers)
    let source = try SealedSource(listing: options.sealed, for: requests)
    try Acceptance.check(requests, areAmong: source.entryNames, policy: policy)
    let acceptance = try Acceptance(requests, entries: try source.read(), policy: policy)
    try acceptance.checkKeys()

    // Where nothing may be written, nothing need be opened.
    let directories = try open(options)
    var identities = Identities()
    try keys.identity().withBytes { (file) throws(SealError) in
      try identities.add(file: file, named: keys.identityPath)
    }
    let opened = try acceptance.open(with: identities)
    try require(options.required, in: opened)

    let outputs = try plan(opened, format, selection, options, directories)
    if options.check { try PlannedOutput.check(outputs) } else { try PlannedOutput.deliver(outputs) }
    report(opened, outputs, options, log)
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

  /// The directories that are written to: --out, where anything goes there, and the volumes in the order of --layout.
  private static func open(_ options: Options) throws(SealError) -> [OutputDirectory] {
    var volumes: [String] = []
    for entry in options.layout where !volumes.contains(entry.folder) { volumes.append(entry.folder) }
    var directories: [OutputDirectory] = []
    for path in (options.writesOut ? [options.out] : []) + volumes {
      let directory = try OutputDirectory(opening: path, allowDisk: options.allowDisk)
      for other in directories where directory.overlaps(other) {
        throw SealError(
          .usage, "\(path.printable) and \(other.path.printable) are one folder, or one lies in the other",
          hint: "give --out and each volume of --layout a folder of its own")
      }
      directories.append(directory)
    }
    return directories
  }

  private static func plan(
    _ opened: [OpenedName], _ format: (any EnvFormat)?, _ selection: Selection, _ options: Options,
    _ directories: [OutputDirectory]
  ) throws(SealError) -> [PlannedOutput] {
    let variables = format == nil ? [] : try selection.variables(of: opened)
    var outputs: [PlannedOutput] = []
    for (index, directory) in directories.enumerated() {
      let modes = options.modes ?? .standard(under: directory.status)
      let plan: DeliveryPlan
      if index == 0, options.writesOut {
        var items: [DeliveryPlan.Item] = []
        for (position, name) in opened.enumerated() {
          var env: EnvFile?
          if let format {
            env = try EnvFile(of: name.name, variables[position], format: format, allowed: options.allowedNames)
          }
          items.append(DeliveryPlan.Item(name: name.name, files: options.noFiles ? nil : name.values, env: env))
        }
        plan = try DeliveryPlan(items, modes: modes)
      } else {
        plan = try DeliveryPlan(options.layout.filter { $0.folder == directory.path }, of: opened, modes: modes)
      }
      outputs.append(PlannedOutput(directory, plan))
    }
    return outputs
  }

  private static func report(
    _ opened: [OpenedName], _ outputs: [PlannedOutput], _ options: Options, _ log: Log
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
    for output in outputs { for env in output.plan.envs { for text in env.warnings { log.write(.warning, text) } } }
    if options.allowUnsigned {
      log.write(.warning, "--allow-unsigned: whoever knows the recipient may have sealed this")
    }
    for output in outputs where output.directory.mayBeSwapped {
      let path = output.directory.path
      log.write(.warning, "this node has swap and \(path) may be written to it: mount it noswap, or turn swap off")
    }
    guard !options.check else { return log.write(.info, "checked: nothing was written") }
    for output in outputs { log.write(.info, written(output)) }
  }

  private static func written(_ output: PlannedOutput) -> String {
    var text = "wrote \(output.directory.path), files of mode "
    let modes = output.plan.fileModes
    for (index, mode) in modes.enumerated() { text += "\(index > 0 ? ", " : "")0\(String(mode, radix: 8))" }
    if modes.contains(where: { $0 & 0o004 != 0 }) { text += ", readable by every user of a container that mounts it" }
    return text
  }
}
