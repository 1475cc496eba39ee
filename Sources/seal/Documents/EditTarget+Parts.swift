import Files
import Sealing
import Workspace

extension EditTarget {
  /// The new part, sealed and unsigned.
  ///
  /// - Throws: `usage`, `policy`.
  func makingPart(_ changes: Changes) throws(SealError) -> SealedFile? {
    let values = changes.compactMapValues { change in
      if case .set(let value) = change { value } else { nil }
    }
    guard !values.isEmpty else { return nil }
    return try SealedFile.seal(namespace: base.file.namespace, name: base.file.name, values: values, to: recipients)
  }
}

extension SealedDocument {
  /// The document with a new part in the ConfigMap of `entry`, behind the parts of its name that sort before it.
  ///
  /// - Throws: `format` where it can't be edited in place.
  func adding(_ part: PartLabel, _ file: SealedFile, of entry: Entry) throws(SealError) -> SealedDocument {
    let name = part.entryName(of: entry.name)
    let before = entries.last { other in
      other.configMap == entry.configMap && other.metadataNamespace == entry.metadataNamespace
        && other.name == entry.name && other.entry.entryName < name
    }
    return try adding(name, file, after: before ?? entry)
  }

  /// Where a part goes that isn't there yet.
  ///
  /// - Throws: `policy` where something else is.
  func pathForNew(_ part: PartLabel) throws(SealError) -> String {
    let path = path(ofPart: part)
    guard !File.exists(path) else {
      throw SealError(
        .policy, "\"\(path)\" exists, and is no part of \"\(Input.name(of: self.path))\"",
        hint: "take another label: --part LABEL")
    }
    return path
  }
}
