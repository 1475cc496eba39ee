import Manifests
import Primitives
import Sealing
import Testing

@Suite struct PreflightTests {
  @Test func `a folder in which everything is right has nothing to tell`() throws {
    let folder = try PreflightFolder()
    for isComplete in [true, false] {
      var folder = folder
      folder.isComplete = isComplete
      let preflight = try folder.check()
      #expect(preflight.findings.map(\.text) == [])
      #expect(preflight.results.map(\.workload) == ["Deployment/web"] && preflight.results[0].names == ["app-secrets"])
    }
    var opened = folder
    opened.values = ["API_KEY": [0x61], "DATABASE_URL": Array("postgres://db".utf8), "tls.crt": Array("a\nb\n".utf8)]
    #expect(try opened.check().findings.map(\.text) == [])
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    let text: String
    let other: String
    let code: SealError.Code
    let container: String?
    /// What the line has on which it is told; nil for the line that was changed.
    let place: String?
    let reason: String
    var testDescription: String { "\(text) -> \(other)" }

    init(
      _ text: String, _ other: String, _ code: SealError.Code, _ container: String?, _ place: String?, _ reason: String
    ) {
      (self.text, self.other, self.code, self.container) = (text, other, code, container)
      (self.place, self.reason) = (place, reason)
    }
  }

  @Test(
    arguments: [
      // Names and pins
      Mistake("- app-secrets@", "- other@", .missing, "unseal", nil, "there is no \"other.sealed\" in what is mounted"),
      Mistake(
        "configMap: {name: app-", "configMap: {name: no-", .missing, "unseal", nil, "no ConfigMap \"no-secrets\""),
      Mistake("@sha256:", "@sha256:00", .usage, "unseal", nil, "a pin that is not"),
      Mistake("- app-secrets@", "- App_secrets@", .usage, "unseal", nil, "can't be the name"),
      Mistake("- --env=", "- app-secrets\n        - --env=", .usage, "unseal", nil, "given twice"),
      Mistake("- --env=", "- --no-such\n        - --env=", .usage, "unseal", nil, "no flag \"--no-such\""),
      Mistake("--env=kubernetes", "--env=kube", .usage, "unseal", nil, "no env format \"kube\""),
      Mistake(
        "/seal/sealed}", "/seal/else}", .missing, "unseal", "- name: unseal", "nothing is mounted at /seal/sealed"),
      // Keys
      Mistake("key: DATABASE_URL", "key: NONE", .missing, "app", nil, "no value \"NONE\" in \"app-secrets.env\""),
      Mistake(
        "=app-secrets/DATABASE_URL", "=app-secrets/NO", .missing, "migrate", "- name: migrate",
        "no value \"NO\" in \"app-secrets\""),
      Mistake("=app-secrets/DATABASE_URL", "=other/NO", .missing, "migrate", "- name: migrate", "wants \"other\""),
      Mistake("app-secrets/tls.crt:", "app-secrets/no.crt:", .missing, "unseal", "- --layout", "no value \"no.crt\""),
      Mistake("tls=app-secrets/", "tls=other/", .missing, "unseal", "- --layout", "wants \"other\""),
      Mistake("- --env=", "- --require=NO\n        - --env=", .missing, "unseal", nil, "no value \"NO\""),
      Mistake("- --env=", "- --only=NO\n        - --env=", .missing, "unseal", "- name: unseal", "\"NO\""),
      Mistake(
        "- --env=", "- --only=API_KEY\n        - --env=", .missing, "app",
        "- {name: URL, valueFrom: {fileKeyRef: {volumeName: secrets, ", "no value \"DATABASE_URL\""),
      Mistake(
        "- --env=", "- --prefix=X_\n        - --env=", .missing, "app",
        "- {name: URL, valueFrom: {fileKeyRef: {volumeName: secrets, ", "no value \"DATABASE_URL\""),
      Mistake("subPath: certs/", "subPath: ", .missing, "app", nil, "mounts \"tls.crt\" of \"tls\""),
      Mistake("URL=app", "LD_PRELOAD=app", .policy, "migrate", "- name: migrate", "how programs are loaded"),
      Mistake(
        "- --env=", "- --rename=API_KEY=PATH\n        - --env=", .policy, "unseal", "- --env=kubernetes",
        "how programs are loaded"),
      Mistake("--env=kubernetes", "--env=shell", .policy, "unseal", nil, "\"tls.crt\" of \"app-secrets\" can't stand"),
      // Files that nobody writes
      Mistake(
        "--env=kubernetes", "--env=shell", .missing, "app",
        "- {name: URL, valueFrom: {fileKeyRef: {volumeName: secrets, ", "writes no \"app-secrets.env\" for the kubelet"),
      Mistake("path: app-secrets.env", "path: other.env", .missing, "app", nil, "writes no \"other.env\""),
      Mistake("volumeName: secrets", "volumeName: tls", .missing, "app", nil, "in the volume \"tls\""),
      Mistake(
        "        - {name: bin, mountPath: /seal/bin}\n", "", .missing, "migrate", "- name: migrate",
        "nothing is mounted at /seal/bin, where \"unseal-install\" installs"),
      Mistake(
        "path: app-secrets.env", "path: x/app-secrets.env", .missing, "app", nil, "writes no \"x/app-secrets.env\""),
      Mistake("volumeName: secrets", "volumeName: nonesuch", .missing, "app", nil, "there is no volume \"nonesuch\""),
      Mistake(
        "- --env=", "- --no-files\n        - --env=", .missing, "migrate", "- name: migrate",
        "reads /seal/secrets/app-secrets/DATABASE_URL, and unseal doesn't write it"),
      Mistake(
        "args: [install, /seal/bin]", "args: [install, /seal/else]", .missing, "migrate",
        "- {name: bin, mountPath: /seal/bin}", "nothing installs"),
      Mistake(
        "/seal/secrets, readOnly", "/seal/else, readOnly", .missing, "migrate", "- name: migrate",
        "nothing is mounted at /seal/secrets/app-secrets"),
      Mistake("- --layout\n", "- --layout=x\n        - --layout\n", .usage, "unseal", nil, "is no layout"),
      // Memory
      Mistake("{medium: Memory, sizeLimit: 1Mi}", "{sizeLimit: 1Mi}", .policy, "unseal", nil, "on the node's disk"),
      Mistake("{medium: Memory, sizeLimit: 1Mi}", "{medium: Memory}", .policy, "unseal", nil, "has no sizeLimit"),
      Mistake("sizeLimit: 64Ki", "sizeLimit: 1k", .policy, "unseal", nil, "too small: the values need 4Ki"),
      Mistake("sizeLimit: 1Mi", "sizeLimit: 12Ki", .policy, "unseal", nil, "too small: the values need 16Ki"),
      Mistake("sizeLimit: 1Mi", "sizeLimit: lots", .usage, nil, nil, "no amount of memory"),
      Mistake(
        "emptyDir: {medium: Memory, sizeLimit: 1Mi}", "hostPath: {path: /x}", .policy, "unseal", nil, "is no emptyDir"),
      Mistake(
        "memory: 32Mi", "memory: 12Mi", .policy, "unseal", "- name: unseal",
        "too small: unseal and what it writes need 16Mi"),
      Mistake("/seal/secrets}", "/seal/secrets, readOnly: true}", .io, "unseal", nil, "is read-only"),
      Mistake(
        "/seal/secrets}", "/seal/else}", .missing, "unseal", "- name: unseal", "nothing is mounted at /seal/secrets"),
      Mistake(
        "/seal/volumes/tls}", "/seal/volumes/else}", .missing, "unseal", "- --layout",
        "nothing is mounted at /seal/volumes/tls"),
      // Flags that the program refuses
      Mistake("- --env=", "- --mode=9\n        - --env=", .usage, "unseal", nil, "\"9\" is no mode"),
      Mistake("- --env=", "- --mode=0000\n        - --env=", .usage, "unseal", nil, "is no mode"),
      Mistake("- --env=", "- --signatures=0\n        - --env=", .usage, "unseal", nil, "takes a number"),
      Mistake("- --env=", "- --signatures=2\n        - --env=", .signature, "unseal", nil, "0 of the 2 signatures"),
      Mistake("- --env=", "- --log=xml\n        - --env=", .usage, "unseal", nil, "no log format \"xml\""),
      Mistake("- --env=", "- --export\n        - --env=", .usage, "unseal", nil, "says how --env shell writes"),
      Mistake("- --env=", "- --termination-log=\n        - --env=", .usage, "unseal", nil, "needs a value"),
      Mistake(
        "- --layout\n", "- --layout=/seal/secrets=app-secrets\n        - --layout\n", .usage, "unseal", nil,
        "where --out goes"),
      Mistake(
        "- --layout\n", "- --layout=/seal/volumes/tls=app-secrets/API_KEY:certs/tls.crt\n        - --layout\n", .usage,
        "unseal", nil, "two values are to become /seal/volumes/tls/certs/tls.crt"),
      // Users and volumes
      Mistake(
        "resources: {", "securityContext: {runAsUser: 0, runAsNonRoot: true}\n        resources: {", .policy, "unseal",
        "- name: unseal", "runAsNonRoot forbids"),
      Mistake(
        "- {name: keys, mountPath", "- {name: none, mountPath: /n}\n        - {name: keys, mountPath", .missing,
        "unseal",
        nil, "there is no volume \"none\""),
      Mistake(
        "secretName: seal-identity}", "secretName: seal-identity, items: [{key: a, path: b}]}", .identity, "unseal",
        nil,
        "leave out the file \"identity\""),
      Mistake(
        "secretName: seal-identity}", "secretName: seal-identity, defaultMode: 0400}", .io, "unseal", nil,
        "mode 0400 and no fsGroup"),
      // The identity
      Mistake(
        "- {name: tls, mountPath: /tls.crt", "- {name: keys, mountPath: /k}\n        - {name: tls, mountPath: /tls.crt",
        .policy, "app", nil, "mounts the identity"),
      Mistake(
        "readOnly: true}\n", "readOnly: true}\n        - {name: keys, mountPath: /k}\n", .policy, "migrate",
        "mountPath: /k}",
        "mounts the identity"),
      Mistake(
        "fileKeyRef: {volumeName: secrets, path: app-secrets.env, key: DATABASE_URL}",
        "secretKeyRef: {name: seal-identity, key: identity}", .policy, "app", nil, "reads the identity"),
      Mistake("/seal/keys}", "/seal/else}", .identity, "unseal", "- name: unseal", "nothing is mounted at /seal/keys"),
      // Order
      Mistake(
        "- name: unseal\n",
        "- name: early\n        volumeMounts: [{name: secrets, mountPath: /s}]\n      - name: unseal\n", .policy,
        "unseal", "- name: unseal", "\"early\" starts before it"),
      Mistake(
        "- name: unseal\n", "- name: unseal\n        restartPolicy: Always\n", .policy, "unseal", nil, "a sidecar"),
      // Secrets that are sealed
      Mistake(
        "fileKeyRef: {volumeName: secrets, path: app-secrets.env, key: DATABASE_URL}",
        "secretKeyRef: {name: app-secrets, key: DATABASE_URL}", .missing, "app", nil, "not injected"),
      Mistake(
        "image: shop\n        env:", "image: shop\n        envFrom: [{secretRef: {name: app-secrets}}]\n        env:",
        .missing, "app", "envFrom: [{secretRef: {name: app-secrets}}]", "not injected"),
      Mistake(
        "{name: bin, emptyDir: {}}", "{name: bin, secret: {secretName: app-secrets}}", .missing, nil, nil,
        "not injected"),
      Mistake(
        "      containers:", "      imagePullSecrets: [{name: app-secrets}]\n      containers:", .policy, nil,
        "initContainers:", "before any container runs"),
      // Scope and revision
      Mistake(
        "namespace: shop}", "namespace: other}", .missing, "unseal", "- {name: sealed, configMap: {name: app-secrets}}",
        "no ConfigMap"),
      Mistake(
        "- --env=", "- --namespace=other\n        - --env=", .scope, "unseal", "- app-secrets@",
        "opened in \"other\""),
      Mistake(
        "- --env=", "- --min-revision=app-secrets=2\n        - --env=", .rollback, "unseal", nil, "older than the 2"),
      Mistake("- --env=", "- --min-revision=other=2\n        - --env=", .usage, "unseal", nil, "which isn't among"),
      Mistake(
        "- --env=", "- --signers=/seal/signers/allowed_signers\n        - --env=", .usage, "unseal", nil,
        "without its digest"),
    ]) func `each mistake is found, where it stands`(mistake: Mistake) throws
  {
    let folder = try PreflightFolder()
    let changed = try folder.changing(mistake.text, to: mistake.other)
    let line =
      try mistake.place.map { place in try #require(changed.line(of: place)) } ?? #require(
        folder.line(of: mistake.text))
    let preflight = try changed.check()
    let found = preflight.findings.filter { $0.reason.contains(mistake.reason) }
    let all = preflight.findings.map(\.text)
    #expect(found.count == 1, "\(all)")
    for finding in found {
      #expect(
        finding.severity == .failure && finding.code == mistake.code && finding.container == mistake.container, "\(all)"
      )
      #expect(finding.line == line && finding.path == "k8s/web.yaml", "\(all)")
      #expect(finding.workload == "Deployment/web")
    }
  }

  @Test func `a pin of other bytes is out of date`() throws {
    let folder = try PreflightFolder()
    let found = try folder.changing(folder.pin, to: String(repeating: "0", count: 64)).check().findings
    #expect(found.map(\.code) == [.pin] && found.map(\.line) == [11])
    #expect(found[0].text.contains("sha256:\(folder.pin)"))
  }

  @Test(arguments: [
    ("- --env=", "- --allow-unsigned\n        - --env=", "--allow-unsigned"),
    ("/seal/sealed}", "/seal/sealed, subPath: x}", "by subPath"),
    ("- name: unseal\n", "- {name: early, image: x}\n      - name: unseal\n", "\"early\" starts before it"),
    (
      "{name: bin, emptyDir: {}}",
      "{name: bin, emptyDir: {}}\n      - {name: x, secret: {secretName: app-secrets, optional: true}}",
      "not injected"
    ),
  ]) func `what works and somebody should know is a warning`(text: String, other: String, reason: String) throws {
    let found = try PreflightFolder().changing(text, to: other).check().findings
    #expect(found.count == 1 && found[0].severity == .warning, "\(found.map(\.text))")
    #expect(found[0].reason.contains(reason))
  }

  @Test func `a disk that is allowed is a warning`() throws {
    let found = try PreflightFolder().changing("- --env=", to: "- --allow-disk\n        - --env=")
      .changing("medium: Memory, sizeLimit: 1Mi", to: "sizeLimit: 1Mi").check().findings
    #expect(found.count == 1 && found[0].severity == .warning && found[0].reason.contains("--allow-disk"))
  }

  @Test(arguments: [
    ("sealed, configMap: {name: app-secrets}", "sealed, image: {reference: x}", "can't be told: it is no ConfigMap"),
    ("- app-secrets@", "- $(WHICH)@", "only the kubelet knows"),
    (
      "        env:\n        - {name: SEAL_N",
      "        env:\n        - {name: SEAL_OUT, valueFrom: {configMapKeyRef: {name: c, key: k}}}\n        - {name: SEAL_N",
      "what SEAL_OUT is, only the cluster knows"
    ),
  ]) func `what only the cluster knows is told as such`(text: String, other: String, reason: String) throws {
    let found = try PreflightFolder().changing(text, to: other).check().findings
    #expect(found.contains { $0.severity == .unknown && $0.reason.contains(reason) }, "\(found.map(\.text))")
  }

  @Test func `where single files are passed, a ConfigMap that isn't among them may be elsewhere`() throws {
    var folder = try PreflightFolder()
    folder.files.removeFirst()
    #expect(try folder.check().findings.map(\.severity) == [.failure])
    folder.isComplete = false
    #expect(try folder.check().findings.map(\.severity) == [.unknown])
  }

  @Test func `flags count, then their twins in the environment, and the kubelet's variables are replaced`() throws {
    let folder = try PreflightFolder()
    let twins = try folder.changing("- app-secrets@sha256:\(folder.pin)\n        - --env=kubernetes\n        ", to: "")
      .changing(
        "        env:\n        - {name: SEAL_N",
        to: "        env:\n        - {name: SEAL_NAMES, value: \"$(NAME)@sha256:\(folder.pin)\"}\n"
          + "        - {name: NAME, value: app-secrets}\n        - {name: SEAL_ENV, value: kubernetes}\n"
          + "        - {name: SEAL_ALLOW_UNSIGNED, value: \"false\"}\n        - {name: SEAL_N")
    #expect(try twins.check().findings.map(\.text) == [])
    let wrong = try twins.changing("value: app-secrets", to: "value: other").changing(
      "value: kubernetes", to: "value: json")
    #expect(try wrong.check().findings.map(\.code).contains(.missing))
    let given = try folder.changing(
      "{name: SEAL_NAMESPACE,", to: "{name: SEAL_ENV, value: nonesuch}\n        - {name: SEAL_NAMESPACE,")
    #expect(try given.check().findings.map(\.text) == [])
  }

  @Test func `values that a delivery can't carry are told once they are opened`() throws {
    var folder = try PreflightFolder()
    func found(_ url: [UInt8]) throws -> [String] {
      folder.values = ["API_KEY": [0x61], "DATABASE_URL": url, "tls.crt": [0x61]]
      return try folder.check().findings.map { "\($0.code.name) \($0.container ?? ""): \($0.reason)" }
    }
    #expect(try found([0x61]) == [])
    #expect(
      try found(Array("it's".utf8)) == [
        "policy unseal: \"DATABASE_URL\" of \"app-secrets\" can't stand in an env file for kubernetes: "
          + "the value holds a single quote"
      ])
    #expect(try found([0]).filter { $0.contains("holds a NUL") }.count == 2)
    #expect(try found([]).filter { $0.contains("is empty, which the kubelet takes for absent") }.count == 1)
    folder = try folder.changing("key: DATABASE_URL}", to: "key: DATABASE_URL, optional: true}")
    #expect(try found([]) == [])
    #expect(try found([UInt8](repeating: 0x61, count: 40_000)).contains { $0.contains("longer than 32 KiB") })
  }

  @Test func `a ConfigMap that kustomize generates from a sealed file counts, hash and all`() throws {
    var folder = try PreflightFolder()
    let sealed = try PreflightFolder.sealed()
    folder.files[0] = ("k8s/app-secrets.sealed", String(decoding: sealed.bytes, as: UTF8.self))
    folder = try folder.changing(folder.pin, to: sealed.digest)
    #expect(try folder.check().findings.map(\.code) == [.missing])
    #expect(try folder.check().findings[0].remedy?.contains("configMapGenerator") == true)
    folder.files.append(
      (
        "k8s/kustomization.yaml",
        """
        namespace: shop
        resources: [web.yaml]
        configMapGenerator:
        - {name: app-secrets, files: [app-secrets.sealed]}
        - {name: other, files: [app-secrets.sealed=nonesuch.sealed]}
        """
      ))
    var found = try folder.check().findings
    #expect(found.map(\.text) == found.filter { $0.path == "k8s/kustomization.yaml" && $0.line == 5 }.map(\.text))
    #expect(found.count == 1 && found[0].code == .missing && found[0].reason.contains("k8s/nonesuch.sealed"))
    folder.files[2].text = folder.files[2].text.replacing("nonesuch", with: "app-secrets")
    #expect(try folder.check().findings.map(\.text) == [])
    let hashed = try folder.changing("configMap: {name: app-secrets}", to: "configMap: {name: app-secrets-5tmk2b86fh}")
    #expect(try hashed.check().findings.map(\.text) == [])
    let other = try folder.changing("configMap: {name: app-secrets}", to: "configMap: {name: app-secrets-x}")
    #expect(try other.check().findings.map(\.code) == [.missing])
    // kustomize moves everything to its namespace.
    folder.files[2].text = folder.files[2].text.replacing("namespace: shop", with: "namespace: staging")
    found = try folder.check().findings
    #expect(found.map(\.code) == [.scope] && found[0].reason.contains("\"staging\""))
  }

  @Test func `a workload that several overlays share is held against each of them`() throws {
    var folder = try PreflightFolder()
    let staging = try PreflightFolder.sealed(namespace: "staging", keys: ["API_KEY", "tls.crt"])
    folder.files[0].path = "overlays/production/app-secrets.yaml"
    folder.files[1].path = "base/web.yaml"
    folder = try folder.changing("name: web, namespace: shop", to: "name: web")
    let manifest = try SealedManifest(
      name: "app-secrets", namespace: "staging", entries: [("app-secrets.sealed", staging.bytes)]
    ).rendered()
    folder.files.append(("overlays/staging/app-secrets.yaml", String(decoding: manifest, as: UTF8.self)))
    let found = try folder.check().findings.filter { $0.severity == .failure }
    #expect(found.map(\.code) == [.missing, .missing], "\(found.map(\.text))")
    #expect(found.allSatisfy { $0.reason.contains("DATABASE_URL") && $0.reason.contains("in overlays/staging") })
    // One that lies closer is the one that is meant.
    folder.files.append(("base/app-secrets.yaml", folder.files[0].text))
    #expect(try folder.check().findings.map(\.text) == [])
  }

  @Test func `a pin that fits one of several overlays may be right there`() throws {
    var folder = try PreflightFolder()
    folder.files[0].path = "overlays/production/app-secrets.yaml"
    folder.files[1].path = "base/web.yaml"
    let other = try SealedManifest(
      name: "app-secrets", namespace: "shop", entries: [("app-secrets.sealed", PreflightFolder.sealed().bytes)]
    ).rendered()
    folder.files.append(("overlays/canary/app-secrets.yaml", String(decoding: other, as: UTF8.self)))
    let found = try folder.check().findings
    #expect(found.map(\.severity) == [.unknown], "\(found.map(\.text))")
    #expect(found[0].reason.contains("fits the file in overlays/production alone"))
  }

  @Test(arguments: [
    // No container at all, and one of which nobody can tell that it runs unseal.
    ("          - name: unseal\n", "          - name: other\n            command: [sh, -c, unseal app-secrets]\n"),
    (
      "unseal:1\n            args:\n            - app-secrets@",
      "unseal:1\n            command: [/bin/true]\n            args:\n            - app-secrets@"
    ),
  ]) func `values that nobody writes are missed`(text: String, other: String) throws {
    let folder = try PreflightFolder()
    let changed = try folder.changing(
      text.replacing("\n    ", with: "\n").drop { $0 == " " }.description,
      to: other.replacing("\n    ", with: "\n").drop { $0 == " " }.description)
    let found = try changed.check().findings.filter { $0.severity == .failure }
    #expect(found.contains { $0.reason.contains("wants \"app-secrets\", which nothing opens") }, "\(found.map(\.text))")
  }

  @Test func `a variable is no longer than Linux takes`() throws {
    let folder = try PreflightFolder(length: 200_000)
      .changing("--env=kubernetes", to: "--no-files").changing("sizeLimit: 1Mi", to: "sizeLimit: 8Mi")
      .changing("memory: 32Mi", to: "memory: 64Mi").changing("sizeLimit: 64Ki", to: "sizeLimit: 1Mi")
    let found = try folder.check().findings
    #expect(
      found.contains {
        $0.code == .policy && $0.container == "migrate" && $0.reason.contains("too long for a variable")
      },
      "\(found.map(\.text))")
  }

  @Test func `signers from a ConfigMap are held against their pin`() throws {
    var folder = try PreflightFolder()
    let list = Array("alice@example.com ssh-ed25519 AAAA\n".utf8)
    let digest = SHA256.hash(list.span).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    folder = try folder.changing(
      "- --env=", to: "- --signers=/seal/signers/allowed_signers@sha256:\(digest)\n        - --env="
    )
    .changing(
      "- {name: tls, mountPath: /seal/v",
      to: "- {name: signers, mountPath: /seal/signers}\n        - {name: tls, mountPath: /seal/v"
    )
    .changing(
      "- {name: bin, emptyDir: {}}",
      to: "- {name: bin, emptyDir: {}}\n      - {name: signers, configMap: {name: seal-signers-1}}")
    #expect(try folder.check().findings.map(\.reason) == ["there is no ConfigMap \"seal-signers-1\" with the signers"])
    let configMap =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: seal-signers-1}\ndata:\n  KEY: |\n    alice@example.com ssh-ed25519 AAAA\n"
    folder.files.append(("k8s/signers.yaml", configMap.replacing("KEY", with: "allowed_signers")))
    #expect(try folder.check().findings.map(\.text) == [])
    folder.files[2].text = configMap.replacing("KEY", with: "allowed_signers").replacing("alice", with: "mallory")
    #expect(try folder.check().findings.map(\.code) == [.pin])
    folder.files[2].text = configMap.replacing("KEY", with: "else")
    #expect(try folder.check().findings.map(\.code) == [.missing])
  }

  @Test func `a projected volume joins ConfigMaps, and items choose among their keys`() throws {
    var folder = try PreflightFolder()
    let smtp = try PreflightFolder.sealed(name: "smtp", keys: ["PASSWORD"])
    let manifest = try SealedManifest(name: "smtp", namespace: nil, entries: [("smtp.sealed", smtp.bytes)]).rendered()
    folder.files.append(("k8s/smtp.yaml", String(decoding: manifest, as: UTF8.self)))
    folder = try folder.changing("- --env=", to: "- smtp@sha256:\(smtp.digest)\n        - --env=")
    #expect(try folder.check().findings.map(\.code) == [.missing])
    let projected = try folder.changing(
      "sealed, configMap: {name: app-secrets}",
      to: "sealed, projected: {sources: [{configMap: {name: app-secrets}}, {configMap: {name: smtp}}]}")
    #expect(try projected.check().findings.map(\.text) == [])
    let twice = try projected.changing(
      "{configMap: {name: smtp}}", to: "{configMap: {name: smtp}}, {configMap: {name: smtp}}")
    #expect(try twice.check().findings.contains { $0.code == .format && $0.reason.contains("is there twice") })
    let items = try projected.changing("{name: smtp}", to: "{name: smtp, items: [{key: other, path: smtp.sealed}]}")
    #expect(try items.check().findings.map(\.code) == [.missing])
    let renamed = try projected.changing(
      "{name: smtp}", to: "{name: smtp, items: [{key: smtp.sealed, path: smtp_b.sealed}]}")
    #expect(try renamed.check().findings.map(\.text) == [])
  }

  @Test func `who else mounts the identity is found in every workload of its namespace`() throws {
    var folder = try PreflightFolder()
    let debug = """
      apiVersion: v1
      kind: Pod
      metadata: {name: debug, namespace: shop}
      spec:
        containers:
        - {name: shell, image: x, volumeMounts: [{name: k, mountPath: /k}], envFrom: [{secretRef: {name: seal-identity}}]}
        volumes: [{name: k, projected: {sources: [{secret: {name: seal-identity}}]}}]
      """
    folder.files.append(("k8s/debug.yaml", debug))
    let found = try folder.check().findings
    #expect(found.map(\.text).allSatisfy { $0.hasPrefix("k8s/debug.yaml:6: Pod/debug, shell: ") } && found.count == 2)
    folder.files[2].text = debug.replacing("namespace: shop", with: "namespace: other")
    #expect(try folder.check().findings.map(\.text) == [])
    // By its type, too.
    folder.files.append(
      (
        "k8s/id.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: seal-identity}\ntype: sealed-manifests.dev/identity\n"
      ))
    #expect(try folder.check().findings.count == 2)
  }

  @Test func `a Secret that is there in the clear too isn't missing`() throws {
    var folder = try PreflightFolder()
    folder = try folder.changing("{name: bin, emptyDir: {}}", to: "{name: bin, secret: {secretName: app-secrets}}")
    folder.files.append(
      ("k8s/plain.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: app-secrets, namespace: shop}\n"))
    #expect(try folder.check().findings.map(\.code) == [.missing])
    #expect(try folder.check().findings[0].reason.contains("nothing installs"))
  }

  @Test func `what unseal exec reads may be mounted name by name, from a layout of single keys`() throws {
    let folder = try PreflightFolder()
      .changing(
        "- --env=kubernetes",
        to: "- --no-files\n        - --layout=/seal/secrets=app-secrets/DATABASE_URL:app-secrets/DATABASE_URL"
      )
      .changing("/seal/secrets, readOnly", to: "/seal/secrets/app-secrets, subPath: app-secrets, readOnly")
      .changing(
        "        - {name: URL, valueFrom: {fileKeyRef: {volumeName: secrets, path: app-secrets.env, key: DATABASE_URL}}}\n",
        to: "")
    #expect(try folder.check().findings.map(\.text) == [])
    let other = try folder.changing("URL=app-secrets/DATABASE_URL", to: "URL=app-secrets/API_KEY")
    #expect(try other.check().findings.map(\.code) == [.missing])
    let wrong = try folder.changing("subPath: app-secrets,", to: "subPath: other,")
    #expect(try wrong.check().findings.count == 2)
  }

  @Test func `a job that only checks needs nobody to wait for it`() throws {
    var folder = try PreflightFolder()
    let deployment = folder.files[1].text
    folder.files[1].text = """
      apiVersion: batch/v1
      kind: Job
      metadata: {name: check, namespace: shop}
      spec:
        template:
          spec:
            containers:
            - name: check
              image: registry.example.com/unseal@sha256:00
              args: [app-secrets, --check]
              volumeMounts:
              - {name: sealed, mountPath: /seal/sealed}
              - {name: keys, mountPath: /seal/keys}
              - {name: secrets, mountPath: /seal/secrets}
            volumes:
            - {name: sealed, configMap: {name: app-secrets}}
            - {name: keys, secret: {secretName: seal-identity}}
            - {name: secrets, emptyDir: {medium: Memory, sizeLimit: 1Mi}}
      """
    #expect(try folder.check().findings.map(\.text) == [])
    // In a pod that needs the values it is a mistake.
    folder.files[1].text = deployment.replacing("- --env=", with: "- --check\n        - --env=")
    #expect(try folder.check().findings.contains { $0.container == "app" && $0.code == .missing })
  }

  @Test func `a workload that has nothing to do with sealed files isn't spoken of`() throws {
    var folder = try PreflightFolder()
    folder.files[1].text =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: b, env: [{name: X, valueFrom: {secretKeyRef: {name: other, key: k}}}]}]}\n"
    let preflight = try folder.check()
    #expect(preflight.findings.isEmpty && preflight.results.isEmpty)
  }

  @Test func `a workload that can't be read is refused with its place`() throws {
    var preflight = Preflight(isComplete: true)
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: {name: a}}\n"
    let error = try #require(throws: SealError.self) { try preflight.add(Array(text.utf8), path: "x.yaml") }
    #expect(error.code == .format && error.reason.contains("line 4"))
  }
}
