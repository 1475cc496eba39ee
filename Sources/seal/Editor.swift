import Files
import Primitives
import Sealing
import Workspace

/// The program that somebody edits texts with, told to keep no copy of the text anywhere else.
struct Editor {
  /// The program and its arguments; the file comes last.
  let words: [String]
  /// What the words were made of, as messages name it.
  private let origin: String

  /// The editor of `SEAL_EDITOR`, `VISUAL` or `EDITOR`: words with blanks between them, or where there is more to it, a
  /// command for the shell, as with git.
  init() {
    for variable in ["SEAL_EDITOR", "VISUAL", "EDITOR"] {
      guard let text = Environment.get(variable), !text.trimmed.isEmpty else { continue }
      self.init(text, origin: variable)
      return
    }
    self.init("vi", origin: "the default, vi")
  }

  init(_ text: String, origin: String) {
    self.origin = origin
    guard !text.contains(where: { "|&;<>()$`\\\"'*?[#~=%{!\n".contains($0) }) else {
      words = ["/bin/sh", "-c", "\(text) \"$@\"", "sh"]
      return
    }
    let words = text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
    self.words = words + Self.precautions(of: words[0])
  }

  /// Runs it on a file in `folder`, which is also where it finds its place for temporary files.
  ///
  /// - Throws: `missing` where there is no such program.
  func run(on file: String, in folder: String) throws(SealError) -> Process.Ending {
    // VS Code keeps copies of what was saved, and of what wasn't, among its data, and extensions send texts away.
    let words = words.map { $0 == Self.dataFolder ? "\(folder)/.data" : $0 }
    do {
      return try Process.runAtTerminal(
        words[0], words.dropFirst() + ["\(folder)/\(file)"],
        variables: ["TMPDIR": folder, "TMP": folder, "TEMP": folder])
    } catch {
      guard error.isAbsence else { throw SealError(error) }
      throw SealError(
        .missing, "there is no editor \"\(words[0].printable)\" (\(origin))",
        hint: "set SEAL_EDITOR to the one that you like")
    }
  }

  private static let dataFolder = "\u{0}data"

  /// What a known editor must be told to leave no swap, backup, undo or history file, and to wait until it is closed.
  private static func precautions(of program: String) -> [String] {
    // `vi` and `vim` are links on most systems.
    let path = program.contains("/") ? program : found(program) ?? program
    let names = [program, File.resolved(path)].map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    for name in names {
      switch name {
      case "vim", "nvim", "gvim", "mvim", "gview", "view":
        return vim + (name.hasPrefix("g") || name.hasPrefix("mv") ? ["-f"] : [])
      case _ where name.hasPrefix("vim."): return vim
      case "emacs",
        _ where name.hasPrefix("emacs-"):
        return [
          "--eval",
          "(setq make-backup-files nil auto-save-default nil auto-save-list-file-prefix nil create-lockfiles nil "
            + "recentf-mode nil history-length 0)",
        ]
      case "nano": return ["-I"]
      case "micro":
        return ["backup", "permbackup", "saveundo", "savehistory", "savecursor"].flatMap { ["-\($0)", "false"] }
      case "code", "code-insiders", "codium", "vscodium", "cursor", "windsurf":
        return ["--wait", "--new-window", "--disable-extensions", "--user-data-dir", dataFolder]
      case "subl", "zed", "mate", "gedit": return ["--wait"]
      case "kate": return ["--block"]
      default: continue
      }
    }
    return []
  }

  /// No swap and no history file; and what a configuration turns on is turned off for the file just before it is read.
  /// A value may look like a modeline.
  private static let vim = [
    "-n", "-i", "NONE", "--cmd",
    "autocmd BufReadPre,BufNewFile * set nobackup nowritebackup backupdir= | "
      + "setlocal noswapfile noundofile nomodeline",
  ]

  private static func found(_ program: String) -> String? {
    (Environment.get("PATH") ?? "").split(separator: ":").map { "\($0)/\(program)" }.first { File.exists($0) }
  }
}
