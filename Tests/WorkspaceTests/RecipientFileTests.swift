import Age
import Sealing
import Testing

@testable import Workspace

@Suite struct RecipientFileTests {
  private let a = SampleWorkspace.production
  private let b = SampleWorkspace.classic
  private let ssh = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINRIuiF1gl1ZfB5uI+LY9yIkIcxOYRXNQ14flveIhyUb"

  private func parse(_ text: String) throws(SealError) -> [LabelledRecipient] {
    try RecipientFile.parse(Array(text.utf8), path: "team.pub")
  }

  @Test func `a comment that can be a label is the next line's`() throws {
    let text = "# production\n\(a)\n\n# not a label: it has blanks\n\(b)\n  ## x \n  \(b)  \n\(b)"
    for text in [text, text.replacing("\n", with: "\r\n")] {
      let recipients = try parse(text)
      #expect(recipients.map(\.recipient.text) == [a, b, b, b])
      #expect(recipients[0].label == "production" && recipients[2].label == "x")
      #expect(recipients[1].label == recipients[3].label && recipients[1].label.hasPrefix("recipient-"))
    }
  }

  @Test(arguments: [(" alice@example.com", "alice@example.com"), (" two words", nil), ("", nil)])
  func `an ssh key's comment is its label, where that can be one`(comment: String, label: String?) throws {
    let recipient = try LabelledRecipient(label: nil, written: ssh + comment)
    let unlabelled = try LabelledRecipient(label: nil, recipient.recipient).label
    #expect(recipient.label == label ?? unlabelled)
    #expect(try LabelledRecipient(label: "mine", written: ssh + comment).label == "mine")
  }

  @Test(arguments: ["", "\n\n", "# production\n"])
  func `a file without a recipient is refused`(text: String) {
    let error = #expect(throws: SealError(.identity, "")) { try parse(text) }
    #expect(error?.reason == "there is no recipient in \"team.pub\"")
  }

  @Test func `what is none is refused with its line, and not repeated`() {
    let error = #expect(throws: SealError(.identity, "")) { try parse("# production\n\(a)\nAGE-SECRET-KEY-1QQQ\n") }
    #expect(error?.reason.hasPrefix("\"team.pub\", line 3: ") == true)
    #expect(error?.reason.contains("QQQ") == false)
  }
}
