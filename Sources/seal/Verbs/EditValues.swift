import ArgumentParser
import Files
import Primitives
import Sealing
import Workspace

/// `seal edit`: the values of a sealed file in an editor.
struct EditValues: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit",
    abstract: "Change values in an editor.",
    discussion: """
      With an identity the editor shows all values as YAML. Only what changed is sealed anew, and closing the editor \
      without a change changes nothing at all. Without one it shows the names of the keys, and takes new values, which go \
      into a new layer.

      The text is in memory only: in a folder of its own below XDG_RUNTIME_DIR or /dev/shm, which nobody else can enter, \
      and which is erased when the editor is closed, and whatever signal comes. A text that can't be sealed can be edited \
      on. The editor is that of SEAL_EDITOR, VISUAL or EDITOR; vim, Neovim, Emacs, nano, micro and VS Code are told to keep \
      no copies elsewhere, and others must do so by themselves.

      EXAMPLES:
        seal edit sealed.yaml --identity production.key
        seal edit sealed.yaml --to @recipients
        SEAL_EDITOR="code --wait" seal edit sealed.yaml --identity production.key
      """)

  @Argument(help: "A sealed file, or a manifest with one.", completion: .file())
  var file: String

  @OptionGroup(title: "Readers") var consumers: ConsumerOptions
  @OptionGroup var options: EditOptions

  func run() throws {
    try consumers.check()
    guard file != "-" else {
      throw SealError(.usage, "what comes from stdin can't be edited", hint: "name a file; seal set takes stdin")
    }
    let edit = try Edit(in: [file], options) { (document, workspace) throws(SealError) in
      try document.entries(options.scope).map { (entry) throws(SealError) in
        try options.target(entry, in: document.path, workspace)
      }
    }
    let text = EditedText(of: edit.targets, try edit.open())
    guard let (sealed, summary) = try Signals.deferred({ try change(text, edit) }) else { return }
    // What was typed is not lost to a passphrase that wasn't right: sealed, it waits in memory.
    while true {
      do throws(SealError) {
        try edit.write(sealed)
        return Console.note(summary)
      } catch {
        guard error == SealError(.signature, "") else { throw error }
        try retry(error, "sign again?")
      }
    }
  }

  /// - Returns: nil where nothing was changed.
  private func change(_ text: EditedText, _ edit: Edit) throws -> (Edit.Sealed, summary: String)? {
    let initial = text.rendered()
    guard let folder = try PrivateFolder.make(holding: text.fileName, with: initial) else {
      throw SealError(
        .policy, "there is no memory file system to edit on: /dev/shm is none",
        hint: "set XDG_RUNTIME_DIR to a folder of yours on a tmpfs")
    }
    defer {
      if !folder.erase() { Console.warning("\"\(folder.path)\" could not be removed; remove it now") }
    }
    if folder.mayBeSwapped { Console.warning("this machine may swap memory to a disk, and with it what is edited") }
    let editor = Editor()
    while true {
      let start = ContinuousClock.now
      let ending = try editor.run(on: text.fileName, in: folder.path)
      // The signal ends the process as soon as everything is erased.
      guard ending != .interrupted else { throw SealError(.io, "interrupted, and nothing was changed") }
      let edited = try folder.read(text.fileName, limit: Self.limit)
      guard !edited.constantTimeEquals(initial) else {
        try Self.check(ending)
        sayUnchanged(after: .now - start)
        return nil
      }
      do throws(SealError) {
        try Self.check(ending)
        let (changes, removed) = try text.read(edited)
        guard !changes.isEmpty else {
          Console.note("nothing was changed")
          return nil
        }
        try confirm(removed)
        let sealed = try edit.seal { (target) throws(SealError) in
          let changes = text.changes(changes, of: target)
          try consumers.warn(of: changes.compactMapValues(Self.value), in: target.name)
          return changes
        }
        return (sealed, text.summary(of: changes))
      } catch {
        try retry(error, "edit on?")
      }
    }
  }

  /// Far above what any file can hold, each byte of it spelled out.
  private static let limit = 16 << 20

  private static func value(_ change: Change) -> SharedSecret? {
    guard case .set(let value) = change else { return nil }
    return value
  }

  /// An editor that fails may have written half of a text; `:cq` is how one says in vim that nothing shall be done.
  private static func check(_ ending: Process.Ending) throws(SealError) {
    switch ending {
    case .exited(0), .interrupted: return
    case .exited(let status): throw SealError(.io, "the editor ended with status \(status)")
    case .killed(let signal): throw SealError(.io, "the editor was ended by signal \(signal)")
    }
  }

  private func sayUnchanged(after time: Duration) {
    Console.note("nothing was changed")
    guard time < .seconds(1) else { return }
    Console.hint("an editor that returns at once must be told to wait: SEAL_EDITOR=\"code --wait\"")
  }

  /// A line that is gone may be a slip, or the end of a text that an editor has cut.
  private func confirm(_ removed: [String]) throws(SealError) {
    guard !removed.isEmpty else { return }
    let list = removed.map { "\"\($0)\"" }.joined(separator: ", ")
    if Terminal.isTerminal(0), Self.isYes(Terminal.ask("seal: remove \(list)? [y/N] ")) { return }
    throw SealError(
      .policy, "\(list) would be removed", hint: "put the lines back; \"seal unset\" removes keys without asking")
  }

  private static func isYes(_ answer: String?) -> Bool { ["y", "yes"].contains(answer?.lowercased()) }

  /// Asks whoever sits at the terminal whether to try again, with yes for an answer where they only press Enter.
  ///
  /// - Throws: the error where nobody sits there; its exit code where they don't want to.
  private func retry(_ error: SealError, _ question: String) throws {
    guard Terminal.isTerminal(0) else { throw error }
    Console.error(error)
    let answer = Terminal.ask("seal: \(question) [Y/n] ")
    guard answer == "" || Self.isYes(answer) else {
      Console.note("nothing was changed")
      throw ExitCode(error.code.exitCode)
    }
  }
}
