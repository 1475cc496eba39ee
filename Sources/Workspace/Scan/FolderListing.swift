import Files
import Primitives
import Sealing

/// The files below a folder that could go into git: in a repository those that git tracks or would offer to, anywhere else
/// all of them.
///
/// Links are passed over, and so are repositories inside: they are somebody else's, or are scanned where they stand.
struct FolderListing {
  /// Paths from the folder, ascending.
  private(set) var paths: [String] = []
  /// Names that can't be opened, since they are no UTF-8.
  private(set) var strange: [String] = []
  /// Folders that can't be read.
  private(set) var failures: [SealError] = []

  init(of folder: String) {
    // --exclude-standard: what is ignored stays out of git.
    let arguments = ["-C", folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]
    if let output = Git.output(arguments), !output.isEmpty {
      for name in output.split(separator: 0) {
        guard let path = String(validating: name, as: UTF8.self) else {
          strange.append(String(decoding: name, as: UTF8.self))
          continue
        }
        // A repository inside.
        if !path.hasSuffix("/") { paths.append(path) }
      }
    } else {
      walk(folder)
    }
    paths.sort()
  }

  private mutating func walk(_ root: String) {
    var folders = [""]
    while let folder = folders.popLast() {
      do throws(FileError) {
        let directory = try Directory(opening: folder.isEmpty ? root : "\(root)/\(folder)")
        for name in try directory.entries() where name != ".git" {
          let path = folder.isEmpty ? name : "\(folder)/\(name)"
          switch try directory.status(of: name)?.kind {
          case .directory: folders.append(path)
          case .regular: paths.append(path)
          case .symbolicLink, .other, nil: continue
          }
        }
      } catch {
        failures.append(SealError(error))
      }
    }
  }
}
