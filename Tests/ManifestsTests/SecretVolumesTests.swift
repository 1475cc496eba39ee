import Sealing
import Testing

@testable import Manifests

@Suite struct SecretVolumesTests {
  private let options = InjectionFixture.options()
  private let memory = "{'medium':'Memory','sizeLimit':'1Mi'}"

  private func spec(_ volume: String, mount: String = "", more: String = "") -> String {
    """
    containers: [{name: app, volumeMounts: [{name: v, mountPath: /v\(mount)}]}]
    volumes: [{name: v, \(volume)}]\(more.isEmpty ? "" : "\n" + more)
    """
  }

  @Test func `a volume keeps its name and its mounts, and is filled by unseal alone`() throws {
    let pod = try InjectionFixture(
      spec("secret: {secretName: tls, defaultMode: 420}", mount: ", subPath: tls.crt"), options)
    #expect(try pod.pod("volumes[v]") == "{'name':'v','emptyDir':\(memory)}")
    #expect(
      try pod.pod("containers[app].volumeMounts")
        == "[{'name':'v','mountPath':'/v','subPath':'tls.crt','readOnly':true}]")
    #expect(try pod.flags() == ["--no-files", "--layout", "/seal/volumes/v=tls"])
    #expect(
      try pod.pod("initContainers[unseal].volumeMounts")
        == "[{'name':'seal-sealed','mountPath':'/seal/sealed','readOnly':true},"
        + "{'name':'seal-keys','mountPath':'/seal/keys','readOnly':true},{'name':'v','mountPath':'/seal/volumes/v'}]")
    #expect(try pod.pod("volumes[seal-secrets]") == "nothing")
  }

  @Test func `the new source stands where the old one stood`() throws {
    let pod = try InjectionFixture(
      """
      containers: [{name: app, volumeMounts: [{name: v, mountPath: /v}]}]
      volumes: [{secret: {secretName: tls}, name: v}]
      """, options)
    #expect(try pod.pod("volumes[v]") == "{'emptyDir':\(memory),'name':'v'}")
  }

  @Test func `items keep their paths and their modes`() throws {
    let pod = try InjectionFixture(
      spec(
        """
        secret: {secretName: tls, defaultMode: 0555, items: [{key: tls.crt, path: a/b.pem},
           {key: tls.key, path: tls.key, mode: 292}]}
        """), options)
    #expect(
      try pod.flags() == [
        "--no-files", "--layout", "/seal/volumes/v=tls/tls.crt:a/b.pem:0555", "--layout", "/seal/volumes/v=tls/tls.key",
      ])
  }

  @Test
  func
    `a mode that keeps others out holds where the reader is unseal's user or in its group, and is refused elsewhere`()
    throws
  {
    let secret = "secret: {secretName: tls, defaultMode: 0400}"
    InjectionFixture.expectRefusal(
      .policy, "container \"app\": the volume \"v\" has the mode 400", spec(secret), options)
    let grouped = try InjectionFixture(spec(secret, more: "securityContext: {fsGroup: 3000}"), options)
    #expect(try grouped.flags().last == "/seal/volumes/v=tls/tls.key:tls.key:0440")
    #expect(
      try grouped.pod("volumes[seal-keys]")
        == "{'name':'seal-keys','secret':{'secretName':'seal-keys','defaultMode':288}}")
    let same = try InjectionFixture(spec(secret, more: "securityContext: {runAsUser: 1000}"), options)
    #expect(try same.flags().last == "/seal/volumes/v=tls/tls.key:tls.key:0400")
    #expect(try same.pod("initContainers[unseal].securityContext").contains("runAsUser") == false)
    let asked = try InjectionFixture(spec(secret), InjectionFixture.options { $0.fsGroup = 2000 })
    #expect(try asked.pod("securityContext") == "{'fsGroup':2000}")
    InjectionFixture.expectRefusal(
      .policy, "it has the fsGroup 3000, and --fs-group says 2000",
      spec(secret, more: "securityContext: {fsGroup: 3000}"), InjectionFixture.options { $0.fsGroup = 2000 })
    InjectionFixture.expectRefusal(
      .policy, "a mode by which its own owner can't read", spec("secret: {secretName: tls, defaultMode: 0044}"), options
    )
  }

  @Test func `under an fsGroup those who aren't in it can read what they could`() throws {
    let group = "securityContext: {fsGroup: 3000}"
    for (mode, digits) in [("", "0644"), (", defaultMode: 0444", "0444"), (", defaultMode: 0600", "0640")] {
      let pod = try InjectionFixture(spec("secret: {secretName: tls\(mode)}", more: group), options)
      #expect(
        try pod.flags().filter { $0 != "--layout" } == [
          "--no-files", "/seal/volumes/v=tls/tls.crt:tls.crt:\(digits)",
          "/seal/volumes/v=tls/tls.key:tls.key:\(digits)",
        ])
    }
  }

  @Test func `paths of items are what Kubernetes makes of them, or refused as it does`() throws {
    func item(_ path: String) -> String {
      spec("secret: {secretName: tls, items: [{key: tls.crt, path: \"\(path)\"}]}")
    }
    for path in ["conf//key", "./conf/key", "conf/key/", "conf/./key"] {
      #expect(try InjectionFixture(item(path), options).flags().last == "/seal/volumes/v=tls/tls.crt:conf/key")
    }
    for path in ["../x", "a/../x", "..x", "/x", "", "."] {
      InjectionFixture.expectRefusal(
        .policy, "a file of the volume \"v\" has the path \"\(path)\"", item(path), options)
    }
  }

  @Test func `no fsGroup is added unasked`() throws {
    #expect(try InjectionFixture(spec("secret: {secretName: tls}"), options).pod("securityContext") == "nothing")
  }

  @Test func `a projected volume of sealed Secrets is filled, the later source over the earlier`() throws {
    let pod = try InjectionFixture(
      spec(
        """
        projected: {sources: [{secret: {name: tls, items: [{key: tls.crt, path: url}, {key: tls.key, path: k}]}},
           {secret: {name: app}}]}
        """), options)
    #expect(
      try pod.flags() == [
        "--no-files", "--layout", "/seal/volumes/v=tls/tls.key:k", "--layout", "/seal/volumes/v=app/password",
        "--layout",
        "/seal/volumes/v=app/url",
      ])
    for source in ["{configMap: {name: c}}", "{secret: {name: vendor}}", "{serviceAccountToken: {path: t}}"] {
      InjectionFixture.expectRefusal(
        .policy, "mixes the sealed \"tls\"", spec("projected: {sources: [{secret: {name: tls}}, \(source)]}"), options)
    }
    let other = try InjectionFixture(spec("projected: {sources: [{secret: {name: vendor}}]}"), options)
    #expect(other.file.outcomes.map(\.state) == [.untouched])
  }

  @Test func `a key that isn't there is refused where it is needed`() throws {
    let items = "items: [{key: nope, path: p}, {key: tls.crt, path: c}]"
    InjectionFixture.expectRefusal(
      .missing, "the volume \"v\" needs the key \"nope\"", spec("secret: {secretName: tls, \(items)}"), options)
    let optional = try InjectionFixture(spec("secret: {secretName: tls, optional: true, \(items)}"), options)
    #expect(try optional.flags() == ["--no-files", "--layout", "/seal/volumes/v=tls/tls.crt:c"])
  }

  @Test func `what the kubelet or a driver reads has to stay a Secret`() {
    InjectionFixture.expectRefusal(
      .policy, "a volume of type csi is reached by the Secret \"app\"",
      spec("csi: {driver: d, nodePublishSecretRef: {name: app}}"), options)
    InjectionFixture.expectRefusal(
      .policy, "pulls its images by the Secret \"app\"",
      spec("secret: {secretName: tls}", more: "imagePullSecrets: [{name: app}]"), options)
    InjectionFixture.expectRefusal(
      .policy, "pulls its images by the Secret \"app\"", "imagePullSecrets: [{name: app}]", options)
  }

  @Test func `a volume that no container mounts gets nothing`() throws {
    let pod = try InjectionFixture(
      "containers: [{name: app}]\nvolumes: [{name: v, secret: {secretName: tls}}]", options)
    #expect(try pod.pod("volumes") == "[{'name':'v','emptyDir':\(memory)}]")
    #expect(try pod.pod("initContainers") == "nothing")
    #expect(pod.file.notes.contains { $0.contains("nothing goes into the volume \"v\"") })
  }

  @Test(arguments: [
    ([0], 1), ([100], 1), ([600_000], 2), ([1 << 20, 1 << 20], 4), ([Int](repeating: 1, count: 300), 4),
  ])
  func `a memory volume holds its files twice, in whole pages`(_ lengths: [Int], _ mebibytes: Int) {
    #expect(MemorySize.volume(ofFiles: lengths) == mebibytes)
  }

  @Test func `the limit of unseal holds itself and the volumes that it fills`() {
    #expect(MemorySize.limit(sealedBytes: 2000, volumes: [1]) == 24)
    #expect(MemorySize.limit(sealedBytes: 1_000_000, volumes: [4, 1]) == 24)
    #expect(MemorySize.limit(sealedBytes: 3_000_000, volumes: [16, 8]) == 56)
  }
}
