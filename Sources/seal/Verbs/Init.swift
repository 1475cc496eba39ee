import Age
import ArgumentParser
import Files
import Manifests
import Primitives
import SSHSignatures
import Sealing
import Workspace

/// `seal init`: a repository in which sealed manifests are kept.
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Set a git repository up, or a clone of one that is.",
    discussion: """
      Writes .seal.yaml, an identity for each environment and one for recovery under a passphrase, their recipients and \
      your SSH key into .seal/, the lines in .gitattributes, git's merge and diff drivers, a pre-commit hook that looks for \
      plaintext, and the jobs that check each change on GitHub and GitLab. On a terminal it asks for what no option says.

      Identities go to a folder outside of any repository. The Secrets that carry them to the cluster are printed on a \
      terminal, and written beside the identities otherwise: what a pipe or a log gets is never a secret.

      What is there stays as it is, and in a clone of a repository that has a .seal.yaml only what git doesn't carry along is \
      missing, the drivers and the hook: nothing is asked then, and no key is made.

      EXAMPLES:
        seal init
        seal init --environment production=shop --environment staging=shop-staging
        seal init --environment production --path 'production=k8s/**' --recovery @board.pub --ci gitlab
        seal init --check
      """)

  @OptionGroup var environments: EnvironmentOptions
  @OptionGroup var keys: NewKeyOptions
  @OptionGroup var author: AuthorOptions

  @Option(
    help: ArgumentHelp(
      "The jobs to write: github, gitlab, none. (default: both, and none where there is a .seal.yaml already)",
      valueName: "host"))
  var ci: [CodeHost] = []

  @Option(
    help: ArgumentHelp(
      "The image of the jobs: one with seal, git and a shell. (default: that of the variable SEAL_IMAGE)",
      valueName: "image"))
  var ciImage: String?

  @Flag(help: "Say what would be done, and do nothing.")
  var dryRun = false

  @Flag(help: "The same; exit code 16 where anything is missing.")
  var check = false

  enum CodeHost: String, ExpressibleByArgument, CaseIterable {
    case github, gitlab, none
  }

  func validate() throws {
    guard !ci.contains(.none) || ci.count == 1 else { throw ValidationError("--ci none excludes the others.") }
    // It becomes part of YAML.
    if let ciImage, !ciImage.utf8.allSatisfy({ Names.isKeyByte($0) || "/:@".utf8.contains($0) }) || ciImage.isEmpty {
      throw ValidationError("--ci-image is no name of an image.")
    }
  }

  func run() throws {
    let folders = try GitFolders(around: ".")
    let isNew = !folders.hasConfiguration
    let jobs = ci.isEmpty && isNew ? SetupJob.allCases : ci.compactMap { SetupJob(rawValue: $0.rawValue) }
    guard isNew else {
      let plan = try SetupPlan(folders, new: nil, jobs: jobs, image: ciImage)
      try environments.checkKnown(in: folders)
      try keys.checkUnused()
      return try finish(plan) { () throws(SealError) in try plan.apply() }
    }

    guard !check || !environments.environments.isEmpty else { throw Self.notDone }
    let chosen = try environments.load(below: folders.root)
    let signers = try SetupPlan.signers(in: folders)
    let line = signers == nil ? try author.line() : nil
    let made = try keys.make(for: chosen, in: folders, isRehearsal: isRehearsal)
    let new = SetupPlan.New(environments: chosen, recipients: made.recipients, signer: line)
    let plan = try SetupPlan(folders, new: new, jobs: jobs, image: ciImage)
    try finish(plan) { () throws(SealError) in
      try made.write(for: chosen, signers: signers ?? Array(((line ?? "") + "\n").utf8)) { () throws(SealError) in
        try plan.apply()
      }
    }
  }

  private static let notDone = SealError(.policy, "this repository isn't set up", hint: "run \"seal init\"")

  private var isRehearsal: Bool { dryRun || check }

  private func finish(_ plan: SetupPlan, _ apply: () throws(SealError) -> Void) throws {
    if !isRehearsal { try apply() }
    for step in plan.steps {
      switch step.action {
      case .none: break
      case .write: try say(step.subject, "write", "wrote")
      case .configure: try say(step.subject, "set", "set")
      case .advise(let advice): Console.warning("\(step.subject): \(advice)")
      }
    }
    if plan.isDone { Console.note("everything is there already") }
    if check, !plan.isDone { throw Self.notDone }
  }

  private func say(_ subject: String, _ future: String, _ past: String) throws(SealError) {
    if isRehearsal { try Console.line("\(future) \(subject)") } else { Console.note("\(past) \(subject)") }
  }
}
