import Sealing

/// A review as a comment on a pull request.
///
/// Whoever opens a pull request chooses every name in it, and may choose very many: what must not be overlooked stands
/// first, and the text ends before a code host would cut it.
package struct MarkdownReview {
  package let text: String

  /// Below the 65,536 characters that GitHub takes.
  private static let limit = 60_000
  private static let rowLimit = 100

  package init(of review: TreeReview, since: Prose, until: Prose) {
    var text = "### Sealed files\n\n"
    let count = review.changes.count
    let alarming = review.changes.filter { !$0.alerts.isEmpty }
    if count == 0 {
      text += "Nothing that is sealed changed since \(since.markdown), until \(until.markdown).\n"
    } else {
      text += "\(count == 1 ? "1 sealed file" : "\(count) sealed files") changed since \(since.markdown), "
      text += "until \(until.markdown)"
      text += alarming.isEmpty ? ".\n" : "; look at **\(alarming.count)** of them closely.\n"
    }
    for alert in review.alerts { text += "\n- **Warning:** \(alert.markdown)\n" }
    text += Self.unknown(review.unknown)

    var left = count
    for change in alarming + review.changes.filter(\.alerts.isEmpty) {
      let section = Self.section(change)
      guard text.utf8.count + section.utf8.count < Self.limit else { break }
      text += section
      left -= 1
    }
    if left > 0 { text += "\n**\(left) more are not shown here; `seal diff` shows all of them.**\n" }
    self.text = text
  }

  /// What came of comparing values.
  package init(of result: SameValues, since: Prose, until: Prose) {
    var text = "### Sealed values\n\nSince \(since.markdown), until \(until.markdown): "
    text += result.areAllSame ? "\(result.summary.markdown).\n" : "**not shown to be the same.**\n\n"
    let lines =
      result.failures.map { Prose("**can't tell:** \($0.path): \(reason: $0.error.reason)") }
      + result.differences.map(\.prose)
    for (index, line) in lines.enumerated() {
      guard text.utf8.count < Self.limit else {
        text += "\n**\(lines.count - index) more are not shown here.**\n"
        break
      }
      text += "- \(line.markdown)\n"
    }
    self.text = text + Self.unknown(result.unknown)
  }

  private static func unknown(_ paths: [String]) -> String {
    guard !paths.isEmpty else { return "" }
    let shown = paths.prefix(20).map { Prose("\($0)") }.joined(separator: ", ").markdown
    let more = paths.count > 20 ? ", and \(paths.count - 20) more" : ""
    return "\nChanged, no YAML, and nothing in it looks sealed: \(shown)\(more)\n"
  }

  private static func section(_ change: ReviewedChange) -> String {
    var text = "\n#### \(change.title.markdown)\n\n"
    for alert in change.alerts { text += "- **Warning:** \(alert.markdown)\n" }
    for fact in change.facts { text += "- \(fact.markdown)\n" }
    let rows = change.rows
    guard !rows.isEmpty else { return text }
    text += "\n| | | |\n|---|---|---|\n"
    for row in rows.prefix(rowLimit) {
      text += "| `\(row.sign)` | \(row.subject.markdown) | \(row.note.markdown) |\n"
    }
    if rows.count > rowLimit { text += "\n**and \(rows.count - rowLimit) more**\n" }
    return text
  }
}
