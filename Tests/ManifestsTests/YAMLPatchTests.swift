import TestSupport
import Testing

@testable import Manifests

@Suite struct YAMLPatchTests {
  static let key = "sealed-manifests.dev/injected"

  @Test func `smoke`() throws {
    let text = """
      # license
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: app # the app
      spec:
        template:
          spec:
            # migrates first
            initContainers:
              # the migration
              - name: migrate
                image: m:1
                env:
                  - name: DATABASE_URL
                    valueFrom:
                      secretKeyRef: # from vault
                        name: app-secrets
                        key: url # k
            containers:
              - name: app
                image: x
                envFrom:
                  # all of them
                  - secretRef: {name: app-secrets}
                # ready
                ports: [{containerPort: 80}]
              # that's it
            volumes: [] # none yet
      """ + "\n"
    var wanted = try #require(try YAMLPatch.value(of: text.utf8.span))
    var pod = wanted["spec"]!["template"]!["spec"]!
    var inits = pod["initContainers"]!.items!
    inits.insert(
      .mapping([("name", .string("unseal")), ("args", .sequence([.string("app@sha256:00"), .string("--env")]))]), at: 0)
    inits[1]["env"] = .sequence([
      .mapping([
        ("name", .string("DATABASE_URL")),
        ("valueFrom", .mapping([("fileKeyRef", .mapping([("key", .string("url"))]))])),
      ])
    ])
    pod["initContainers"] = .sequence(inits)
    var c = pod["containers"]!.items!
    c[0]["envFrom"] = nil
    c[0]["env"] = .sequence([.mapping([("name", .string("A")), ("value", .string("yes"))])])
    pod["containers"] = .sequence(c)
    pod["volumes"] = .sequence([.mapping([("name", .string("seal-sealed")), ("emptyDir", .mapping([]))])])
    wanted["spec"]!["template"]!["spec"] = pod
    let patched = try YAMLPatch.edit(text.utf8.span, to: wanted, recording: "opts", under: Self.key)
    print(String(decoding: patched.bytes, as: UTF8.self), patched.rewritten)
    let back = try #require(try YAMLPatch.original(of: patched.bytes.span, under: Self.key))
    #expect(String(decoding: back.bytes, as: UTF8.self) == text)
    #expect(back.notes[0].note == "opts")
  }
}
