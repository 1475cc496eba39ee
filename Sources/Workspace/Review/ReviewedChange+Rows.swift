import Sealing

extension ReviewedChange {
  /// One line of what changed: a sign, what it is, and what there is to say of it.
  package struct Row: Sendable {
    package let sign: String
    package let subject: Prose
    package let note: Prose
  }

  package var rows: [Row] {
    var rows: [Row] = []
    // Of what is there on one side alone the title says what became of it.
    let isWhole = kind == .added || kind == .removed
    if new?.failure != nil {
      return keys.map { Row(sign: "?", subject: "\($0.key)", note: "was there") }
    }
    for key in keys {
      switch key.change {
      case .added:
        let note: Prose = key.elsewhere.map { "was in \($0)" } ?? (isWhole ? "" : "added")
        rows.append(Row(sign: "+", subject: "\(key.key)", note: note))
      case .removed:
        let note: Prose = key.elsewhere.map { "is in \($0) now" } ?? (isWhole ? "" : "removed")
        rows.append(Row(sign: "-", subject: "\(key.key)", note: note))
      case .changed:
        let note: Prose =
          switch key.isSame {
          case true?: "sealed anew, the same value"
          case false?: "another value"
          case nil: "sealed anew"
          }
        rows.append(Row(sign: "~", subject: "\(key.key)", note: note))
      }
    }
    for reader in readers {
      let subject: Prose = "to \(reader.claim.label)"
      let fingerprint: Prose = "\(reader.claim.fingerprint)"
      let count = new?.readable?.layers.count ?? 0
      switch reader.change {
      case .gained:
        let reach: Prose = reader.layerCount < count ? ", named in \(reader.layerCount) of \(count) layers" : ""
        rows.append(Row(sign: "+", subject: subject, note: fingerprint + reach))
      case .lost: rows.append(Row(sign: "-", subject: subject, note: fingerprint))
      case .narrowed:
        rows.append(
          Row(
            sign: "-", subject: subject, note: fingerprint + ", named in only \(reader.layerCount) of \(count) layers"))
      case .relabelled:
        rows.append(Row(sign: "~", subject: subject, note: fingerprint + ", called \(reader.oldLabel ?? "") before"))
      }
    }
    for layer in rewrapped { rows.append(Row(sign: "~", subject: "layer \(layer)", note: "wrapped anew")) }
    return rows
  }
}
