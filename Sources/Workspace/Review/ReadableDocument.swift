import Manifests
import Primitives
package import SSHSignatures
import Sealing

/// A document for git's diff driver: every sealed file in it as lines that a person can compare.
///
/// Line for line what stands there, with digests in the place of what nobody can read. No change is hidden: a digest is
/// long enough that no two texts with the same one can be made, and what isn't sealed can't be written to look like this.
package struct ReadableDocument {
  /// What nothing is sealed in, and what can't be read, stays as it is.
  package let bytes: [UInt8]

  /// More than a folder of manifests in one file; each is written in by itself.
  private static let entryLimit = 100

  /// Ends the first line of every text that is made here.
  private static let mark = Array("read by seal)".utf8)

  /// - Parameter trusted: nil where there is no list of signers.
  package init(of bytes: [UInt8], path: String, trusted: AllowedSigners?) {
    let bytes = Self.denying(bytes)
    guard let container = try? SealedContainer(ifSealed: bytes, path: path),
      container.entries.count <= Self.entryLimit
    else {
      self.bytes = bytes
      return
    }
    if container.isBare {
      self.bytes = Self.text(of: container.entries[0].bytes, trusted) ?? bytes
      return
    }
    var edited = container
    for (index, entry) in container.entries.enumerated() {
      guard let text = Self.text(of: entry.bytes, trusted) else { continue }
      if let next = try? edited.replacing(entryAt: index, with: text) { edited = next }
    }
    self.bytes = edited.bytes
  }

  private static func text(of bytes: [UInt8], _ trusted: AllowedSigners?) -> [UInt8]? {
    guard let file = try? SealedFile(parsing: bytes, named: "") else { return nil }
    var text = "seal/v1 (read by seal)\nnamespace \(file.namespace)\nname \(file.name)\nrevision \(file.revision)\n"
    for layer in file.layers {
      text += "layer \(layer.id)\n"
      for claim in layer.recipients { text += "to \(claim.label) \(claim.fingerprint)\n" }
      text += "envelope for \(layer.stanzaTypes.joined(separator: " ")), \(digest(layer.envelopeText))\n"
      for entry in layer.entries {
        switch entry.content {
        case .value(let blob): text += "value \(entry.key) \(digest(blob))\n"
        case .drop: text += "drop \(entry.key)\n"
        }
      }
      text += "mac \(digest(layer.mac))\n"
    }
    for (signature, signer) in zip(file.signatures, ReviewedSigner.all(of: file, trusted: trusted)) {
      let name = [signer.label?.printable, signer.fingerprint].compactMap(\.self).joined(separator: " ")
      let standing =
        switch signer.standing {
        case .trusted: "trusted"
        case .untrusted, .newcomer: "NOT TRUSTED"
        case .unknown: "good"
        case .broken: "NOT GOOD"
        }
      text += "signature \(name.isEmpty ? "" : "\(name) ")(\(standing)) \(digest(signature.armored))\n"
    }
    return Array(text.utf8)
  }

  /// The bytes with "NOT " before each mark that stands in them already.
  private static func denying(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var rest = bytes[...]
    while let range = rest.firstRange(of: mark) {
      result += rest[..<range.lowerBound] + Array("NOT ".utf8) + mark
      rest = rest[range.upperBound...]
    }
    return result.isEmpty ? bytes : result + rest
  }

  /// 128 bits of SHA-256.
  private static func digest(_ bytes: [UInt8]) -> String { Hex.encode(Array(SHA256.hash(bytes.span).prefix(16))) }
}
