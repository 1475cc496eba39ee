import Files
import Primitives
import Sealing

extension ScanReport {
  /// Looks at files, and at all that lies in folders.
  ///
  /// - Parameter paths: as they stand on the command line; `-` is stdin.
  package init(of paths: [String], from root: ScanRoot) {
    for path in paths {
      guard path != "-", (try? File.status(path))?.kind == .directory else {
        add(ScanReport(ofFile: path, from: root))
        continue
      }
      add(ScanReport(ofFolder: path, from: root))
    }
  }

  /// What somebody named may be anything that can be read.
  private init(ofFile path: String, from root: ScanRoot) {
    do throws(SealError) {
      let bytes = try Input.read(path, limit: Self.limit)
      findings = FileScan(of: bytes, path: path == "-" ? "-" : root.name(of: path)).findings
      count = 1
    } catch {
      failures = [error]
    }
  }

  private init(ofFolder folder: String, from root: ScanRoot) {
    let listing = FolderListing(of: folder)
    failures = listing.failures
    notes = listing.strange.map { "not scanned: \"\($0.printable)\", whose name is no UTF-8" }
    let name = root.name(of: folder)
    let resolved = File.resolved(folder)
    for report in Parallel.map(Self.batches(listing.paths), { Self.report(on: $0, in: folder, name, resolved) }) {
      add(report)
    }
  }

  /// Far above what any text in a repository has.
  private static let limit = 64 << 20

  /// Files that lie in one folder.
  private struct Batch: Sendable {
    let folder: String
    var names: [String]
  }

  private static func batches(_ paths: [String]) -> [Batch] {
    var batches: [Batch] = []
    for path in paths {
      let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
      let folder = slash.map { path[..<$0] } ?? ""
      let name = String(slash.map { path[path.utf8.index(after: $0)...] } ?? path[...])
      if let last = batches.last, last.folder == folder, last.names.count < 32 {
        batches[batches.count - 1].names.append(name)
      } else {
        batches.append(Batch(folder: String(folder), names: [name]))
      }
    }
    return batches
  }

  private static func report(on batch: Batch, in root: String, _ rootName: String, _ resolved: String) -> ScanReport {
    var report = ScanReport()
    let path = batch.folder.isEmpty ? root : "\(root)/\(batch.folder)"
    // What git tracks may lie behind a folder that is a link by now, and leads anywhere.
    let own = File.resolved(path)
    guard own == resolved || AbsolutePath.path(own, from: resolved) != nil else { return report }
    let prefix = [rootName, batch.folder].filter { !$0.isEmpty }.joined(separator: "/")
    guard let directory = try? Directory(opening: path) else { return report }
    for name in batch.names {
      let named = prefix.isEmpty ? name : "\(prefix)/\(name)"
      do throws(FileError) {
        let bytes = try directory.read(name, limit: limit)
        report.count += 1
        report.findings += FileScan(of: bytes, path: named).findings
      } catch {
        if error.isTooLarge {
          report.notes.append("not scanned: \"\(named.printable)\", which has more than \(limit >> 20) MiB")
        } else if !error.isAbsence, !error.isWrongKind {
          // Neither a file that is deleted and still tracked, nor a link, a FIFO or a repository inside.
          report.failures.append(SealError(error))
        }
      }
    }
    return report
  }
}
