import Foundation
import Manifests
import Primitives
import Sealing
import TestSupport
import Testing

@Suite struct RenderingTests {
  @Test func `a sealed manifest is written as the specification shows it`() throws {
    let manifest = SealedManifest(
      name: "app-secrets", namespace: "production-api", labels: ["app.kubernetes.io/name": "web", "version": "1.10"],
      annotations: ["note": "yes"], immutable: true,
      entries: [("app-secrets.sealed", Array("seal/v1\nnamespace production-api\nmac x\n".utf8))])
    #expect(
      try String(decoding: manifest.rendered(), as: UTF8.self) == """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: app-secrets
          namespace: production-api
          labels:
            app.kubernetes.io/name: web
            sealed-manifests.dev/sealed: "true"
            version: "1.10"
          annotations:
            note: "yes"
        immutable: true
        data:
          app-secrets.sealed: |
            seal/v1
            namespace production-api
            mac x

        """)
    let container = try SealedContainer(parsing: manifest.rendered(), path: "x")
    #expect(container.entries[0].bytes == manifest.entries[0].text && container.entries[0].configMap == "app-secrets")
    for (name, text) in [("a", "seal/v1\n"), ("a.sealed", "seal/v1"), ("../a.sealed", "seal/v1\n")] {
      let broken = SealedManifest(name: "a", namespace: nil, entries: [(name, Array(text.utf8))])
      #expect(throws: SealError(.internal, "")) { try broken.rendered() }
    }
  }

  @Test func `a sealed manifest says what the Secret was, and says it again`() throws {
    let manifest = SealedManifest(
      name: "a", namespace: nil, type: "kubernetes.io/tls", labels: ["app": "web"], annotations: ["team": "a"],
      immutable: true, entries: [("a.sealed", Array("seal/v1\n".utf8))])
    let carried = try SealedContainer(parsing: manifest.rendered(), path: "x").entries[0].carried
    #expect(carried.type == "kubernetes.io/tls" && carried.immutable)
    #expect(carried.labels == ["app": "web"] && carried.annotations == ["team": "a"])
  }

  @Test func `what is no string among the labels doesn't keep a sealed file from being read`() throws {
    let entry = try read(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {labels: {a: 5, b: c}}\ndata:\n  a.sealed: |\n    seal/v1\n"
    ).entries[0]
    #expect(entry.carried.type == "Opaque" && entry.carried.labels == ["b": "c"] && !entry.carried.immutable)
  }

  @Test func `the identity Secret holds identity and signers in base64`() throws {
    let secret = PlainSecret.identity(
      name: "seal-keys", namespace: "prod", identity: SharedSecret(SecretBytes(utf8: "AGE-SECRET-KEY-1\n")),
      signers: Array("a ssh-ed25519 A\n".utf8))
    let text = secret.rendered().withBytes { String(copying: try! UTF8Span(validating: $0)) }
    #expect(
      text == """
        apiVersion: v1
        kind: Secret
        metadata:
          name: seal-keys
          namespace: prod
        type: sealed-manifests.dev/identity
        data:
          allowed_signers: "YSBzc2gtZWQyNTUxOSBBCg=="
          identity: "QUdFLVNFQ1JFVC1LRVktMQo="

        """)
  }

  @Test func `whatever is written reads back the same, a thousand times and more`() throws {
    var random = SeededGenerator()
    for _ in 0..<1_500 {
      var labels: [String: String] = [:]
      for _ in 0..<3 {
        let (key, value) = (random.nastyText(), random.nastyText())
        labels["k" + key] = value.hasPrefix("\u{FEFF}") ? "x" + value : value
      }
      let name = "n" + random.nastyText(), type = "t" + random.nastyText()
      var values: [(key: String, value: SharedSecret)] = []
      for key in ["null", "9", "a.b", "yes"] {
        let bytes = (0..<Int.random(in: 0...70, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        values.append((key, SharedSecret(SecretBytes(copying: bytes.span))))
      }
      let written = PlainSecret(
        name: name, namespace: random.pick(nil, "1.5", "on"), type: type, labels: labels, values: values)
      let stream = try ManifestStream(parsing: SharedSecret(written.rendered()), path: "x")
      let read = try #require(stream.secrets.first)
      #expect(Array(read.name!.utf8) == Array(name.utf8) && Array(read.type.utf8) == Array(type.utf8))
      #expect(read.namespace == written.namespace)
      #expect(read.labels.count == labels.count)
      for (key, value) in labels { #expect(read.labels[key].map { Array($0.utf8) } == Array(value.utf8)) }
      for value in values {
        let same = read.values.first { $0.key == value.key }?.value.bytes.constantTimeEquals(value.value.bytes)
        #expect(same == true)
      }
    }
  }
}
