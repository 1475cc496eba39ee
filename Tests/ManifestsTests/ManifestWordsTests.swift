import Sealing
import Testing

@testable import Manifests

@Suite struct ManifestWordsTests {
  private static func words(_ text: String) -> ManifestWords {
    let bytes = Array(text.utf8)
    return ManifestWords(in: bytes.span)
  }

  @Test func `a manifest that has nothing to do with sealed files needn't be parsed`() {
    let words = Self.words("kind: Service\nmetadata: {name: shop}\nspec: {selector: {app: shop}}\n")
    #expect(!words.maySeal && !words.mayRun && !words.mayHoldValues)
  }

  @Test(arguments: WorkloadKind.allCases) func `every kind of workload that asks for a Secret is looked at`(
    kind: WorkloadKind
  ) {
    #expect(Self.words("kind: \(kind.rawValue)\nsecretKeyRef: {}\n").mayRun)
    #expect(Self.words("kind: \(kind.rawValue)List\nimage: unseal\n").mayRun)
    #expect(!Self.words("kind: \(kind.rawValue)\nimage: shop\n").mayRun)
  }

  @Test(arguments: [
    "kind: ConfigMap\ndata: {app.sealed: x}\n", "{\"kind\": \"ConfigMap\", \"data\": {\"app.s\\u0065aled\": \"\"}}\n",
    "kind: &kind ConfigMap\ndata: {? app.sealed : x}\n",
    "items: [{kind: ConfigMap, metadata: {labels: {sealed-manifests.dev/sealed: 'true'}}}]\n",
  ]) func `wherever something is sealed, the words say that it may be`(text: String) {
    let bytes = Array(text.utf8)
    let found: Bool
    do { found = try SealedContainer(ifSealed: bytes, path: "a.yaml") != nil } catch { found = true }
    #expect(found, "a case that proves nothing")
    #expect(Self.words(text).maySeal)
    #expect(Self.words(text).mayHoldValues)
  }

  @Test func `a word at the end of a text counts, and one that is cut off doesn't`() {
    #expect(Self.words("seal").maySeal)
    #expect(!Self.words("sea").maySeal)
    #expect(Self.words("kind: Secret").mayHoldValues)
    #expect(!Self.words("kind: Secre").mayHoldValues)
  }

  @Test func `each document is parsed once, and a flaw is found again`() throws {
    let text = ManifestText(Array("kind: Service\nspec: {}\n---\nkind: ConfigMap\ndata: [\n".utf8), path: "a.yaml")
    #expect(try text.root(ofDocument: 0)?["kind"]?.string == "Service")
    #expect(try text.root(ofDocument: 0)?["kind"]?.string == "Service")
    #expect(throws: Flaw.self) { try text.root(ofDocument: 1) }
    #expect(throws: Flaw.self) { try text.root(ofDocument: 1) }
    #expect(throws: SealError.self) { try text.sealed() }
    #expect(throws: SealError.self) { try text.sealed() }
  }
}
