import Delivery
import Primitives
import Sealing

extension Flag {
  /// What `unseal` takes, in the order of its help.
  static let unseal: [Flag] =
    [
      Flag(
        name: "sealed", value: "PATH", isList: true,
        help: "a mounted ConfigMap, a folder or a file with sealed files (/seal/sealed)"
      ) { (options, values) in options.sealed = values },
      Flag(
        name: "keys", value: "FOLDER", help: "the mounted Secret with identity and allowed_signers (/seal/keys)"
      ) { (options, values) in options.keys = values[0] },
      Flag(
        name: "out", value: "FOLDER", help: "where values go: an emptyDir with \"medium: Memory\" (/seal/secrets)"
      ) { (options, values) in options.out = values[0] },
      Flag(
        name: "namespace", value: "NAME",
        help: "the namespace that files must be sealed for (the service account's; else SEAL_NAMESPACE)"
      ) { (options, values) in options.namespace = values[0] },
      Flag(
        name: "env", value: "FORMAT", help: "write NAME.env too, in one of the formats below"
      ) { (options, values) in options.env = values[0] },
      Flag(name: "export", help: "with --env shell: pass the variables on to programs the shell starts") {
        (options, values) in options.export = values[0] == "true"
      },
      Flag(
        name: "allow-name", value: "KEY", isList: true,
        help: "with --env: write KEY although it changes how programs are loaded, as PATH does"
      ) { (options, values) in options.allowedNames = values },
      Flag(name: "no-files", help: "with --env or --layout: write no directory with a file per key") {
        (options, values) in options.noFiles = values[0] == "true"
      },
      Flag(
        name: "layout", value: "FOLDER=NAME[/KEY[:PATH[:MODE]]]", isList: true,
        help: "fill FOLDER, a memory volume of its own, as a Secret volume is filled"
      ) { (options, values) throws(SealError) in
        for value in values { options.layout.append(try LayoutEntry(parsing: value)) }
      },
      Flag(
        name: "signers", value: "FILE@sha256:DIGEST",
        help: "trusted signers from elsewhere; KEYS/allowed_signers is then not read"
      ) { (options, values) throws(SealError) in options.signers = try SignersFile(parsing: values[0]) },
      Flag(
        name: "require", value: "KEY", isList: true, help: "fail unless KEY (or NAME/KEY) is among the values"
      ) { (options, values) in options.required = values },
      Flag(
        name: "mode", value: "MODE", help: "permission bits of the files (0440 where the folder is setgid, else 0444)"
      ) { (options, values) throws(SealError) in options.modes = try OutputModes(parsing: values[0]) },
      Flag(
        name: "signatures", value: "N", help: "how many trusted signers each file needs (1)"
      ) { (options, values) throws(SealError) in
        guard let count = number(values[0]).flatMap({ Int(exactly: $0) }) else {
          throw SealError(.usage, "--signatures takes a number, 1 to \(Limits.signatures)")
        }
        options.signatures = count
      },
      Flag(
        name: "min-revision", value: "NAME=N", isList: true, help: "refuse files of NAME older than revision N"
      ) { (options, values) throws(SealError) in
        for value in values {
          let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
          guard parts.count == 2, !parts[0].isEmpty, let revision = number(parts[1]) else {
            throw SealError(.usage, "--min-revision takes NAME=N, for example app-secrets=3")
          }
          guard options.minimumRevisions.updateValue(revision, forKey: String(parts[0])) == nil else {
            throw SealError(.usage, "--min-revision names \"\(String(parts[0]).printable)\" twice")
          }
        }
      },
      Flag(name: "any-namespace", help: "accept files that are sealed for every namespace, in addition") {
        (options, values) in options.anyNamespace = values[0] == "true"
      },
      Flag(name: "allow-unsigned", help: "accept files that nobody vouches for: no authenticity") {
        (options, values) in options.allowUnsigned = values[0] == "true"
      },
      Flag(name: "allow-disk", help: "write even where the folder is no memory file system") {
        (options, values) in options.allowDisk = values[0] == "true"
      },
      Flag(name: "check", help: "do everything but write") { (options, values) in options.check = values[0] == "true" },
    ] + selection + errors

  /// Digits alone: `Int` would take a sign.
  private static func number(_ text: some StringProtocol) -> UInt64? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt64(text) : nil
  }
}
