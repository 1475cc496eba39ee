import Manifests
import Sealing

/// What is sealed in one file of one side.
enum LoadedFile: Sendable {
  /// No such file, or nothing in it is sealed.
  case nothing
  /// It isn't YAML, and nothing in it looks sealed: a chart's template.
  case unknown
  /// A symbolic link, which is not followed.
  case link
  case sealed([LoadedVersion])
  case unreadable(SealError)

  /// - Parameter path: as the side knows it.
  init(_ content: ReviewSide.Content?, at path: String, of side: ReviewSide, trust: ReviewTrust) {
    let mayBeManifest = side.mayBeManifest(path)
    let path = side.name(of: path)
    switch content {
    case nil: self = .nothing
    case .failed(let error): self = mayBeManifest ? .unreadable(error) : .nothing
    case .link: self = .link
    case .bytes(let bytes):
      // What isn't called a manifest may be one all the same: kustomize takes a sealed file by any name.
      guard mayBeManifest || Self.looksSealed(bytes) else {
        self = .nothing
        return
      }
      do {
        guard let document = try SealedDocument(ifSealed: bytes, path: path) else {
          self = .nothing
          return
        }
        self = .sealed(
          document.entries.enumerated().map { LoadedVersion($1, at: $0, path: path, trust: trust) })
      } catch {
        let isSealed = mayBeManifest ? Self.looksSealed(bytes) : SealedContainer.isSealedFile(bytes.span)
        self = isSealed ? .unreadable(error) : mayBeManifest ? .unknown : .nothing
      }
    }
  }

  var versions: [LoadedVersion] {
    if case .sealed(let versions) = self { versions } else { [] }
  }

  var failure: SealError? {
    if case .unreadable(let error) = self { error } else { nil }
  }

  /// Whether the bytes hold anything that stands in what is sealed.
  private static func looksSealed(_ bytes: [UInt8]) -> Bool {
    let marks = ["seal/v", ".sealed", "sealed-manifests.dev/sealed"].map { Array($0.utf8) }
    return marks.contains { bytes.span.contains($0) }
  }
}

extension Span<UInt8> {
  /// Whether these bytes stand anywhere in it.
  fileprivate func contains(_ mark: [UInt8]) -> Bool {
    guard count >= mark.count else { return false }
    var index = 0
    let last = count - mark.count
    while index <= last {
      if self[index] == mark[0] {
        var length = 1
        while length < mark.count, self[index + length] == mark[length] { length += 1 }
        if length == mark.count { return true }
      }
      index += 1
    }
    return false
  }
}
