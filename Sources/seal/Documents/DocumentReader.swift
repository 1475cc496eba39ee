import Sealing
import Workspace

/// Reads the files of a verb that looks at many: `overlays/production/*.yaml` names Deployments and kustomizations beside
/// what is sealed, and those are passed over.
struct DocumentReader {
  private let count: Int
  private var passedOver = 0

  init(of files: [String]) {
    count = files.count
  }

  /// - Returns: nil where the file is one of several, and nothing in it claims to be sealed.
  mutating func read(_ path: String) throws(SealError) -> SealedDocument? {
    guard count > 1 else { return try SealedDocument(reading: path) }
    let document = try SealedDocument(ifSealed: path)
    if document == nil { passedOver += 1 }
    return document
  }

  /// Once all are read, and before anything is said of them.
  ///
  /// - Throws: `format` where every file was passed over: to call nothing at all good would be a lie.
  func requireAny() throws(SealError) {
    guard passedOver < count else {
      throw SealError(
        .format, "none of the \(count) files carries a sealed file", hint: "seal encrypt makes one from a Secret")
    }
  }

  /// Says how many were passed over, where any were.
  func note() {
    guard passedOver > 0 else { return }
    Console.note(
      "passed over \(passedOver == 1 ? "1 file that carries" : "\(passedOver) files that carry") no sealed file")
  }
}
