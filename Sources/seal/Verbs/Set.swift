import ArgumentParser
import Files
import Primitives
import Sealing
import Workspace

/// `seal set`: new values.
struct SetValue: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Set values in sealed files.",
    discussion: """
      A value comes from a file, from chance (--generate), from stdin, or, where stdin is a terminal, from a prompt that \
      doesn't show it; never from the command line. With \
      an identity it changes in place. Without one it goes into a new layer, which takes the recipients again: those who \
      can't read a secret can still replace it.

      The file must be signed by somebody you trust, and is signed by you afterwards. Everything around the sealed file, \
      comments included, keeps its bytes. With --unsigned it waits for somebody's "seal sign". Of several files all are \
      changed or, where anything speaks against it, none.

      With an identity, values that are the same already change nothing. --if-changed is for scripts that run again and \
      again: it insists on being able to compare, and makes no new value up for a KEY that has one.

      With --part LABEL new keys go into a part, app-secrets_LABEL.sealed beside app-secrets.sealed, or an entry of that name \
      in the same ConfigMap: pods read all parts of a name, and two branches that make a part each merge anywhere. A line \
      in kustomization.yaml is added where one lists the main file. "parts: branch" in .seal.yaml makes that the rule, with \
      a part for each git branch; "seal compact" folds them.

      EXAMPLES:
        seal set sealed.yaml DB_PASSWORD --to @recipients
        pwgen -s 32 1 | seal set sealed.yaml API_KEY --to @recipients --trim
        seal set sealed.yaml --from-file tls.key=server.key --from-file tls.crt=server.crt --identity prod.key
        seal set a.yaml SESSION_KEY --generate --length 64 --also b.yaml --to @recipients
        seal set sealed.yaml API_KEY --to @recipients --unsigned
        seal set app-secrets.sealed STRIPE_KEY --part stripe --to @recipients
      """)

  @OptionGroup var files: EditedFiles

  @Argument(help: "The keys.")
  var keys: [String] = []

  @Flag(help: "Change nothing that is the same already; a KEY that has a value keeps it with --generate.")
  var ifChanged = false

  @OptionGroup(title: "The values") var values: NewValues
  @OptionGroup(title: "Parts") var parts: PartOptions
  @OptionGroup(title: "Readers") var consumers: ConsumerOptions
  @OptionGroup var edit: EditOptions

  func run() throws {
    let paths = try files.paths()
    try consumers.check()
    let plan = try values.plan(keys)
    guard plan.readersOfStdin + paths.count(where: { $0 == "-" }) < 2 else {
      throw SealError(.usage, "stdin can't be both the file and the value", hint: "pass the value with --from-file")
    }
    guard !ifChanged || !edit.identity.isEmpty || plan.generated.count == plan.keys.count else {
      throw SealError(
        .usage, "without an identity nobody can say whether a value has changed",
        hint: "pass --identity, or leave --if-changed out")
    }
    let edit = try Edit(of: plan.keys, in: paths, edit, parts: parts)
    let kept = try kept(plan, in: edit.targets)
    guard plan.keys.contains(where: { !kept.contains($0) }) else { return sayUnchanged(plan.keys) }
    try confirm(plan, edit.targets)

    let new = try values.read(plan)
    let sealed = try edit.seal { (target) throws(SealError) in
      let values = new.filter { target.keys.contains($0.key) && !kept.contains($0.key) }
      try consumers.warn(of: values, in: target.name)
      return values.mapValues { .set($0) }
    }
    try edit.write(sealed)
    if sealed.isEmpty { sayUnchanged(plan.keys) }
  }

  /// The keys that chance would have given a value, and that have one.
  private func kept(_ plan: NewValues.Plan, in targets: [EditTarget]) throws(SealError) -> Set<String> {
    guard ifChanged else { return [] }
    var kept: Set<String> = []
    for key in plan.generated {
      let places = targets.filter { $0.keys.contains(key) }
      let holders = places.count { $0.holds(key) }
      guard holders == 0 || holders == places.count else {
        throw SealError(
          .policy, "\"\(key)\" has a value in \(holders) of \(places.count) files, and a new one would not be the same",
          hint: "leave --if-changed out to give all of them a new one")
      }
      if holders > 0 { kept.insert(key) }
    }
    return kept
  }

  /// Other tools take `set FILE KEY VALUE`. A value in the place of a second key would be public, in git.
  private func confirm(_ plan: NewValues.Plan, _ targets: [EditTarget]) throws(SealError) {
    guard plan.typed.count > 1 else { return }
    for key in plan.typed.dropFirst() where !targets.contains(where: { $0.holds(key) }) {
      guard Console.ask("\"\(key)\" would be a new key, for everybody to see. Is it the name of one?") else {
        throw SealError(.usage, "nothing was set", hint: "a value is asked for, and never stands on the command line")
      }
    }
  }

  private func sayUnchanged(_ keys: [String]) {
    Console.note(
      keys.count == 1
        ? "\"\(keys[0])\" has this value already; nothing was written"
        : "the keys have these values already; nothing was written")
  }
}
