import Primitives
package import Sealing

/// A file of manifests that several may look at: whatever it is read for, each of its documents is parsed once, when it
/// is first asked for.
package final class ManifestText {
  package let bytes: [UInt8]
  /// For messages.
  package let path: String

  private var ranges: [DocumentRange]?
  private var roots: [Int: YAMLNode?] = [:]
  private var container: Result<SealedContainer?, SealError>?

  package init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  /// What is sealed in it; nil where nothing claims to be.
  ///
  /// - Throws: as ``SealedContainer``.
  package func sealed() throws(SealError) -> SealedContainer? {
    if let container { return try container.get() }
    do throws(SealError) {
      let found = try SealedContainer(ifSealed: self)
      container = .success(found)
      return found
    } catch {
      container = .failure(error)
      throw error
    }
  }

  /// Whether all of its documents can be parsed.
  package var isYAML: Bool {
    do {
      for index in try documents().indices { _ = try root(ofDocument: index) }
      return true
    } catch {
      return false
    }
  }

  /// Every document of it.
  func documents() throws(Flaw) -> [DocumentRange] {
    if let ranges { return ranges }
    let bytes = bytes
    let split = try DocumentRange.split(bytes.span)
    ranges = split
    return split
  }

  /// The root of a document, as ``YAMLParser/parse(_:at:)`` reads it; nil where it holds nothing, or is too short to hold
  /// anything of ours.
  func root(ofDocument index: Int) throws(Flaw) -> YAMLNode? {
    if let root = roots[index] { return root }
    let document = try documents()[index]
    let bytes = bytes
    var root: YAMLNode?
    if !document.isBlank, document.text.count >= YAMLParser.shortest {
      root = try YAMLParser.parse(bytes.span.extracting(document.text), at: document.text.lowerBound)
    }
    roots[index] = .some(root)
    return root
  }

  /// The text of a document.
  func text(ofDocument index: Int) throws(Flaw) -> [UInt8] { Array(bytes[try documents()[index].text]) }
}
