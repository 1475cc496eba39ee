import Primitives
import Sealing
import Workspace

/// What a signature would vouch for, shown to whoever is about to give it.
struct Review {
  let text: String

  init(of file: SealedFile, _ entryName: String, in path: String, since last: SignedVersion?) {
    let comparison = Comparison(from: last?.file, to: file)
    var text = "\(Input.name(of: path)): \(entryName), revision \(file.revision), namespace \(file.namespace)\n"
    if let last {
      text +=
        "  since revision \(last.file.revision), commit \(last.commit.prefix(12)), "
        + "signed by \(last.signers.map(\.printable).joined(separator: ", ")):\n"
      if last.file.revision > file.revision || (last.file.revision == file.revision && comparison.isAnyLayerChanged) {
        text += "  ! this is not built upon that version, and would undo what it changed\n"
      }
    } else {
      text += "  git has no version with a trusted signature, so this is all of it:\n"
    }

    var table = Table()
    for key in comparison.added { table.add("+", key, last == nil ? "" : "added") }
    for key in comparison.changed { table.add("~", key, "changed") }
    for key in comparison.removed { table.add("-", key, "removed") }
    for claim in comparison.gained { table.add("+", "to \(claim.label)", claim.fingerprint) }
    for claim in comparison.lost { table.add("-", "to \(claim.label)", claim.fingerprint) }
    for layer in comparison.rewrapped { table.add("~", "layer \(layer)", "wrapped anew") }
    text += table.text(indent: 4)
    if !comparison.isAnyLayerChanged {
      text += "    nothing changed\n"
    } else if last != nil {
      if comparison.areKeysSame { text += "    the keys and values are the same\n" }
      if comparison.areRecipientsSame { text += "    the recipients are the same\n" }
    }
    for layer in file.layers where layer.stanzaTypes.count != layer.recipients.count {
      text +=
        "  ! layer \(layer.id) is wrapped to \(layer.stanzaTypes.count), and names \(layer.recipients.count) of them\n"
    }
    self.text = text
  }
}
