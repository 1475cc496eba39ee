import ArgumentParser
import Files
import Primitives
import Sealing
import Workspace

/// The files that one change goes to.
struct EditedFiles: ParsableArguments {
  @Argument(help: "A sealed file, or a manifest with one.", completion: .file())
  var file: String

  @Option(
    help: ArgumentHelp("Another file that gets the same change. May be given several times.", valueName: "file"),
    completion: .file())
  var also: [String] = []

  /// All of them, in the order of the command line.
  ///
  /// - Throws: `usage` where one stands there twice: the second change would undo the first.
  func paths() throws(SealError) -> [String] {
    let paths = [file] + also
    var seen: [FileStatus.Identity] = []
    for path in paths {
      guard let identity = (try? File.status(path == "-" ? "/dev/stdin" : path))?.identity else { continue }
      guard !seen.contains(identity) else {
        throw SealError(.usage, "\"\(Input.name(of: path))\" stands there twice", hint: "leave it out of --also")
      }
      seen.append(identity)
    }
    return paths
  }
}
