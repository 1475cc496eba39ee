import Sealing
import Testing

@testable import Workspace

@Suite struct SameValuesTests {
  @Test func `values that are sealed anew are the same`() throws {
    let result = try SealedSample.sameValues(
      SealedSample.manifest([SealedSample.file(["a": "1", "b": ""])]),
      SealedSample.manifest([SealedSample.file(["a": "1", "b": ""])]))
    #expect(result.areAllSame)
    #expect(result.valueCount == 2 && result.nameCount == 1)
  }

  @Test func `one value among many that differs is named, and nothing of it told`() throws {
    let result = try SealedSample.sameValues(
      SealedSample.manifest([
        SealedSample.file(["a": "1", "b": "hunter2"]), SealedSample.file(["c": "3"], name: "web"),
      ]),
      SealedSample.manifest([
        SealedSample.file(["a": "1", "b": "hunter3"]), SealedSample.file(["c": "3"], name: "web"),
      ]))
    #expect(!result.areAllSame)
    #expect(result.differences.map(\.prose.text) == ["sealed.yaml: app-secrets, namespace shop: b differs"])
  }

  @Test func `a key or a name that is there on one side alone is a difference`() throws {
    let old = try SealedSample.manifest([SealedSample.file(["a": "1"]), SealedSample.file(["c": "3"], name: "web")])
    let new = try SealedSample.manifest([SealedSample.file(["a": "1", "b": "2"])])
    let result = try SealedSample.sameValues(old, new)
    #expect(result.differences.map(\.kind) == [.onlyAfter, .onlyBefore])
  }

  @Test func `what nobody trusted signed is never opened, and is no proof`() throws {
    let old = try SealedSample.manifest([SealedSample.file(["a": "1"])])
    let new = try SealedSample.manifest([SealedSample.file(["a": "1"], isSigned: false)])
    let result = try SealedSample.sameValues(old, new)
    #expect(!result.areAllSame && !result.needsIdentity)
    #expect(result.failures.map(\.error.code) == [.signature])
  }

  @Test func `what can't be read is no proof`() throws {
    let old = try SealedSample.manifest([SealedSample.file(["a": "1"])])
    #expect(try SealedSample.sameValues(old, Array("<<<<<<<\n".utf8) + old).failures.map(\.error.code) == [.format])
    #expect(try SealedSample.sameValues(old, Array("kind: {\n".utf8)).areAllSame == false)
  }
}
