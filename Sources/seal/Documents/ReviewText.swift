import Workspace

/// A review for somebody at a terminal.
enum ReviewText {
  static func text(of change: ReviewedChange) -> String {
    var text = change.title.text + "\n"
    for alert in change.alerts { text += "  ! \(alert.text)\n" }
    for fact in change.facts { text += "  \(fact.text)\n" }
    var table = Table()
    for row in change.rows { table.add(row.sign, row.subject.text, row.note.text) }
    return text + table.text(indent: 4)
  }
}
