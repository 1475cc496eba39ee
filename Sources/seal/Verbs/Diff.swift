import ArgumentParser
import Delivery
import Primitives
import Sealing
import Workspace

/// `seal diff`: what changed in sealed files, for whoever reviews it.
struct Diff: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what changed in sealed files between two revisions, or two files.",
    discussion: """
      Key names, recipients, layers, revisions and signers; no identity is needed, and no value is shown. By default the \
      work tree is held against HEAD, all of the repository or the paths given. What no trusted signer vouches for is \
      marked as a claim, and what can't be read is said to be. The exit code is 0 whether or not anything changed.

      Markdown is for a comment on a pull request: no name in it can become a link, a mention or a table.

      As git's diff driver, which makes "git diff", "git log -p" and "git show" readable:
        echo '*.sealed diff=seal' >>.gitattributes
        git config diff.seal.textconv 'seal diff --textconv'

      EXAMPLES:
        seal diff
        seal diff --since origin/main overlays/production
        seal diff --since "$(git merge-base origin/main HEAD)" --until HEAD --format markdown
        seal diff --files old.yaml new.yaml
      """)

  @Argument(help: ArgumentHelp("Files or folders to look at. (default: the repository)", valueName: "path"))
  var paths: [String] = []

  @Option(help: ArgumentHelp("The earlier revision. (default: HEAD)", valueName: "revision"))
  var since: String?

  @Option(help: ArgumentHelp("The later revision. (default: the work tree)", valueName: "revision"))
  var until: String?

  @Flag(help: "Hold two files against each other, the earlier one first; git isn't asked.")
  var files = false

  @Option(help: ArgumentHelp("text, json, or markdown for a comment on a pull request.", valueName: "format"))
  var format: ReviewFormat = .text

  @Flag(help: "End with 1 where anything changed.")
  var exitCode = false

  @Option(
    name: .customLong("textconv"), parsing: .unconditional,
    help: ArgumentHelp("Print one file for git's diff driver, sealed values as digests.", valueName: "file"),
    completion: .file())
  var converted: String?

  @Flag(help: "Show the values that changed, with --identity and as text alone.")
  var showValues = false

  @Flag(
    help: ArgumentHelp(
      "Prove that both sides hold the same values, with --identity: names and keys that differ, never values. Ends with 1 "
        + "where any does."))
  var sameValues = false

  @OptionGroup(title: "What to accept") var signers: SignersOptions
  @OptionGroup var configuration: ConfigurationOptions
  @OptionGroup(title: "Identity") var identity: IdentityOptions

  enum ReviewFormat: String, ExpressibleByArgument, CaseIterable { case text, json, markdown }

  func run() throws {
    if let converted { return try convert(converted) }
    try checkValues()
    let (old, new, folders) = try sides()
    let trust = try trust(old, new)
    guard !sameValues else { return try compareValues(old, new, folders, trust) }

    var review = TreeReview(from: old, to: new, below: folders, trust: trust)
    // Everything is verified before an identity is read.
    let opening =
      identity.isEmpty ? nil : try ReviewOpening(signers: trust.list, identities: identity.load())
    if let opening { review = review.opened(with: opening, old, new, trust) }
    switch format {
    case .json: try Console.json(ReviewJSON.json(of: review, since: old.commit, until: new.commit))
    case .markdown:
      try Console.result(Array(MarkdownReview(of: review, since: old.title, until: new.title).text.utf8).span)
    case .text: try show(review, opening, old, new, trust)
    }
    if exitCode, !review.changes.isEmpty || !review.alerts.isEmpty { throw ExitCode(1) }
  }

  private func checkValues() throws(SealError) {
    guard showValues || sameValues else { return }
    let flag = showValues ? "--show-values" : "--same-values"
    guard !(showValues && sameValues) else {
      throw SealError(.usage, "--show-values beside --same-values contradicts itself", hint: "leave one of the two out")
    }
    guard !identity.isEmpty else {
      throw SealError(.usage, "\(flag) without an identity", hint: "pass --identity FILE")
    }
    guard !showValues || format == .text else {
      throw SealError(
        .policy, "values are shown as text alone, and not as \(format.rawValue)",
        hint: "what a machine writes ends up in logs and comments: leave out --show-values or --format")
    }
  }

  /// The list that was named, or else the earlier side's own, or else that of git's settings.
  private func trust(_ old: ReviewSide, _ new: ReviewSide) throws(SealError) -> ReviewTrust {
    guard !files else {
      let source = signers.source(in: try configuration.workspace(of: paths))
      return try ReviewTrust(try source?.load(), from: old, to: new)
    }
    let repository = try repository()
    let source = signers.source(in: nil)
    if source == nil || source?.origin == .git, !configuration.ignoreConfig {
      let folder = repository.path(of: paths.first ?? ".") ?? ""
      if let trust = try ReviewTrust(configuredFrom: old, to: new, around: folder) { return trust }
    }
    return try ReviewTrust(source?.load(), at: source.flatMap { repository.path(of: $0.path) }, from: old, to: new)
  }

  // MARK: What is compared

  private func sides() throws(SealError) -> (old: ReviewSide, new: ReviewSide, folders: [String]) {
    guard !files else {
      guard since == nil, until == nil else {
        throw SealError(
          .usage, "--files beside --since or --until contradicts itself", hint: "leave one of the two out")
      }
      guard paths.count == 2 else { throw SealError(.usage, "--files takes two files, the earlier one first") }
      return (try ReviewSide(file: paths[0]), try ReviewSide(file: paths[1]), [])
    }
    let repository = try repository()
    var folders: [String] = []
    for path in paths {
      guard let folder = repository.path(of: path) else {
        throw SealError(.usage, "\"\(path.printable)\" is not in the repository \"\(repository.root.printable)\"")
      }
      folders.append(folder)
    }
    let old = try ReviewSide(revision: since ?? "HEAD", root: repository.root)
    let new =
      if let until { try ReviewSide(revision: until, root: repository.root) } else {
        try ReviewSide(workTree: repository.root)
      }
    for (path, folder) in zip(paths, folders) where !old.holds(folder) && !new.holds(folder) {
      throw SealError(
        .missing, "neither side has \"\(path.printable)\"", hint: "a revision is given with --since and --until")
    }
    return (old, new, folders.contains("") ? [] : folders)
  }

  private func repository() throws(SealError) -> GitRepository {
    do { return try GitRepository(around: paths.first ?? ".") } catch {
      throw SealError(error.code, error.reason, hint: "two files by themselves: seal diff --files OLD NEW")
    }
  }

  // MARK: How it is shown

  private func show(
    _ review: TreeReview, _ opening: ReviewOpening?, _ old: ReviewSide, _ new: ReviewSide, _ trust: ReviewTrust
  ) throws {
    if !review.changes.isEmpty || !review.alerts.isEmpty, !files {
      try Console.line("since \(old.title.text), until \(new.title.text)")
    }
    for alert in review.alerts { try Console.line("! \(alert.text)") }
    for (index, change) in review.changes.enumerated() {
      try Console.result(Array(((index == 0 && files ? "" : "\n") + ReviewText.text(of: change)).utf8).span)
      guard showValues, let opening else { continue }
      do throws(SealError) {
        let values = try review.values(of: change, with: opening, old, new, trust)
        try Console.result(ValueBlock.text(of: change, values.old, values.new))
      } catch {
        Console.warning("the values of \(change.title.text) are not shown: \(error.reason)")
      }
    }
    if review.changes.isEmpty { Console.note("nothing that is sealed changed") }
    note(unknown: review.unknown)
  }

  private func compareValues(
    _ old: ReviewSide, _ new: ReviewSide, _ folders: [String], _ trust: ReviewTrust
  ) throws {
    var result = try SameValues(from: old, to: new, below: folders, trust)
    if result.needsIdentity {
      result.open(with: try ReviewOpening(signers: trust.list, identities: identity.load()), trust)
    }
    switch format {
    case .json: try Console.json(ReviewJSON.json(of: result, since: old.commit, until: new.commit))
    case .markdown:
      try Console.result(Array(MarkdownReview(of: result, since: old.title, until: new.title).text.utf8).span)
    case .text:
      for difference in result.differences { try Console.line(difference.prose.text) }
      if result.areAllSame { try Console.line(result.summary.text) }
    }
    note(unknown: result.unknown)
    var failures = Failures()
    for failure in result.failures { failures.add(failure.error, in: failure.path) }
    try failures.report()
    if !result.areAllSame { throw ExitCode(1) }
  }

  private func note(unknown paths: [String]) {
    guard !paths.isEmpty else { return }
    let shown = paths.prefix(5).map { "\"\($0.printable)\"" }.joined(separator: ", ")
    Console.note("changed, no YAML, and nothing in it looks sealed: \(shown)\(paths.count > 5 ? ", ..." : "")")
  }

  /// Git gives up on a driver that fails, and shows nothing at all: so what can't be converted is printed as it is. Nobody
  /// is called trusted by the word of `.seal.yaml`, which may be what is being looked at.
  private func convert(_ path: String) throws {
    let bytes = try Input.read(path, limit: 1 << 30)
    try Console.result(ReadableDocument(of: bytes, path: path, trusted: SignersOptions.standard(in: nil)).bytes.span)
  }
}
