import Testing

@testable import Manifests

@Suite struct InjectionRecordTests {
  @Test func `a record says again what it was told`() throws {
    var record = InjectionRecord()
    record.options.environment = .exec
    record.options.entrypoints = ["app": ["a b", "\"c\""], "b": ["d"]]
    record.options.fsGroup = 2000
    record.options.signers = InjectionOptions.Signers(digest: String(repeating: "a", count: 64))
    record.options.keysSecret = "keys"
    record.options.secrets = ["credentials": "app"]
    record.options.allowedNames = ["PATH"]
    record.sizes = ["memory": "24Mi", "tls": "1Mi"]
    record.sealed = ["app": ["a", "b"]]
    record.objects = [KnownObject(kind: .configMap, name: "settings", namespace: nil, keys: ["LOG"])]
    let text = record.text
    #expect(!text.contains("\n"))
    let value = try #require(try YAMLPatch.value(of: Array(text.utf8).span))
    #expect(InjectionRecord(value) == record)
    #expect(InjectionRecord(.string("")) == nil)
    let empty = try #require(try YAMLPatch.value(of: Array("{}".utf8).span))
    #expect(InjectionRecord(empty) == InjectionRecord())
  }

  @Test func `what is said now counts before what was said then`() {
    var (now, then) = (InjectionOptions(), InjectionOptions())
    (now.environment, then.environment) = (.exec, .envfile)
    (now.entrypoints, then.entrypoints) = (["a": ["1"]], ["a": ["2"], "b": ["3"]])
    (now.allowedNames, then.allowedNames) = (["A"], ["A", "B"])
    then.fsGroup = 7
    let both = now.over(then)
    #expect(both.environment == .exec)
    #expect(both.entrypoints == ["a": ["1"], "b": ["3"]])
    #expect(both.allowedNames == ["A", "B"])
    #expect(both.fsGroup == 7)
  }
}
