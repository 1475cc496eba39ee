import Primitives
@testable import Sealing
import Testing

@testable import Workspace

@Suite struct AcceptedFileTests {
  private static func recipients(_ labels: String...) throws -> [LabelledRecipient] {
    let texts = ["production": SampleWorkspace.production, "recovery": SampleWorkspace.recovery]
    return try labels.map { try LabelledRecipient(label: $0, parsing: texts[$0]!) }
  }

  private static func file(
    _ name: String = "app", namespace: String = "shop", to recipients: [LabelledRecipient]
  ) throws -> AcceptedFile {
    let values = ["key": SharedSecret(SecretBytes(zeros: 8))]
    let file = try SealedFile.seal(namespace: namespace, name: name, values: values, to: recipients)
    return AcceptedFile(file, entryName: "\(name).sealed")
  }

  @Test func `who reads a new layer and read none before has gained something`() throws {
    let old = try Self.file(to: Self.recipients("production"))
    let new = try Self.file(to: Self.recipients("production", "recovery"))
    #expect(new.readersGained(since: old).map(\.label) == ["recovery"])
    #expect(old.readersGained(since: new).isEmpty)
    #expect(new.readersGained(since: new).isEmpty)
  }

  @Test func `a layer is held against itself: who read another one gains its values`() throws {
    let production = RecipientClaim(label: "production", fingerprint: "SHA256:a")
    let staging = RecipientClaim(label: "staging", fingerprint: "SHA256:b")
    let base = try Self.file(to: Self.recipients("production"))
    let old = base.with([("1", [production]), ("2", [production, staging])])
    let new = base.with([("1", [production, staging]), ("2", [production, staging])])
    #expect(new.readersGained(since: old) == [staging])
  }

  @Test func `a version of a file has its namespace, its name and its entry's name`() throws {
    let to = try Self.recipients("production")
    let file = try Self.file(to: to)
    #expect(try Self.file(to: to).isVersion(of: file))
    #expect(try !Self.file("web", to: to).isVersion(of: file))
    #expect(try !Self.file(namespace: "staging", to: to).isVersion(of: file))
  }
}

extension AcceptedFile {
  fileprivate func with(_ layers: [(id: String, recipients: [RecipientClaim])]) -> AcceptedFile {
    var file = self
    file.readers = layers.map { LayerReaders(layer: $0.id, recipients: $0.recipients) }
    return file
  }
}
