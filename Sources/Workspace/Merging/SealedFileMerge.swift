package import Sealing

/// A three-way merge of one sealed file (format.md, section 6).
///
/// All three versions are verified first. What comes out gets the signature of whoever merges, and must not say anything
/// that nobody trusted ever signed; that goes for the base too, since what it has and a side doesn't is removed.
package struct SealedFileMerge {
  /// What a sealed file is held to, by the namespace that it is to be for.
  package typealias PolicyOf = (_ namespace: String) throws(SealError) -> Policy
  /// Signs what was merged, or leaves it as it is.
  package typealias Sign = (SealedFile, Policy) throws(SealError) -> SealedFile

  let policy: PolicyOf
  let sign: Sign

  package init(policy: @escaping PolicyOf, sign: @escaping Sign) {
    self.policy = policy
    self.sign = sign
  }

  enum Result {
    case merged([UInt8])
    case conflict(MergeProblem)
  }

  /// - Throws: what the verification of a version says, and which one it is.
  func merge(_ sides: MergeSides<SealedDocument.Entry>) throws(SealError) -> Result {
    let namespace = sides.ours.namespace ?? sides.theirs.namespace
    let policy = try policy(namespace == "*" ? "default" : namespace ?? "default")
    let files = try sides.map { (side, entry) throws(SealError) in
      do throws(SealError) { return try VerifiedFile(entry.entry, as: entry.name, policy: policy) } catch {
        throw SealError(error.code, "\(side.rawValue): \(error.reason)", hint: error.hint)
      }
    }
    let name = sides.ours.entry.entryName
    switch try SealedFile.merge(base: files.base, ours: files.ours, theirs: files.theirs) {
    case .merged(let file): return .merged(try sign(file, policy).bytes)
    case .conflict(let keys, _) where !keys.isEmpty: return .conflict(.keys(keys, entryName: name))
    case .conflict:
      let base = files.base?.file
      return .conflict(
        .layers(
          ours: Comparison(from: base, to: files.ours.file).keys,
          theirs: Comparison(from: base, to: files.theirs.file).keys, entryName: name))
    }
  }
}

extension Comparison {
  /// Every key that isn't as it was.
  fileprivate var keys: [String] { (added + changed + removed).sorted() }
}
