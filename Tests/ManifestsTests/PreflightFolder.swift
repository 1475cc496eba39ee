import Manifests
import Primitives
import Sealing
import Testing

/// A folder as a user has it, for preflight: a sealed ConfigMap, and a Deployment that takes values as variables, by
/// `fileKeyRef` and by `unseal exec`, and as a file.
struct PreflightFolder {
  var files: [(path: String, text: String)]
  var isComplete = true
  /// What is found when the files are opened; nil where nobody opens them.
  var values: [String: [UInt8]]?

  /// The digest of the sealed file.
  let pin: String

  static let keys = ["API_KEY", "DATABASE_URL", "tls.crt"]

  init(namespace: String = "shop", keys: [String] = Self.keys, length: Int = 20) throws {
    let sealed = try Self.sealed(namespace: namespace, keys: keys, length: length)
    pin = sealed.digest
    let manifest = try SealedManifest(
      name: "app-secrets", namespace: "shop", entries: [("app-secrets.sealed", sealed.bytes)]
    ).rendered()
    files = [
      ("k8s/app-secrets.yaml", String(decoding: manifest, as: UTF8.self)),
      ("k8s/web.yaml", Self.deployment.replacing("PIN", with: pin)),
    ]
  }

  static func sealed(
    namespace: String = "shop", name: String = "app-secrets", keys: [String] = Self.keys, length: Int = 20
  ) throws -> SealedFile {
    let recipient = try LabelledRecipient(
      label: "production", parsing: "age1jelpzaezcpq3n2vqn3tedysv0m8mnltzv78x2uv4t0zecjepkehq2u9jcm")
    var values: [String: SharedSecret] = [:]
    for key in keys { values[key] = SharedSecret(SecretBytes(zeros: length)) }
    return try SealedFile.seal(namespace: namespace, name: name, values: values, to: [recipient])
  }

  /// The folder with something changed in the Deployment.
  func changing(_ text: String, to other: String) throws -> PreflightFolder {
    var folder = self
    #expect(files[1].text.contains(text), "nothing to change")
    folder.files[1].text = files[1].text.replacing(text, with: other)
    return folder
  }

  /// The line of the Deployment in which a text begins, from 1.
  func line(of text: String) -> Int? {
    files[1].text.firstRange(of: text).map { files[1].text[..<$0.lowerBound].count { $0 == "\n" } + 1 }
  }

  func check() throws -> Preflight {
    var preflight = Preflight(isComplete: isComplete)
    for file in files { try preflight.add(Array(file.text.utf8), path: file.path) }
    let opened = values.map { values in
      var index: [(key: String, range: Range<Int>)] = []
      var bytes: [UInt8] = []
      for (key, value) in values.sorted(by: { $0.key < $1.key }) {
        index.append((key, bytes.count..<bytes.count + value.count))
        bytes += value
      }
      return OpenedValues(arena: SecretBytes(copying: bytes.span), index: index)
    }
    preflight.check { _ in opened }
    return preflight
  }

  static let deployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: shop}
    spec:
      template:
        spec:
          initContainers:
          - name: unseal
            image: registry.example.com/unseal:1
            args:
            - app-secrets@sha256:PIN
            - --env=kubernetes
            - --layout
            - /seal/volumes/tls=app-secrets/tls.crt:certs/tls.crt
            env:
            - {name: SEAL_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
            resources: {limits: {memory: 32Mi}}
            volumeMounts:
            - {name: sealed, mountPath: /seal/sealed}
            - {name: keys, mountPath: /seal/keys}
            - {name: secrets, mountPath: /seal/secrets}
            - {name: tls, mountPath: /seal/volumes/tls}
          - name: unseal-install
            image: registry.example.com/unseal:1
            args: [install, /seal/bin]
            volumeMounts: [{name: bin, mountPath: /seal/bin}]
          - name: migrate
            image: shop
            command: [/seal/bin/unseal, exec, --var, URL=app-secrets/DATABASE_URL, --, migrate]
            volumeMounts:
            - {name: bin, mountPath: /seal/bin}
            - {name: secrets, mountPath: /seal/secrets, readOnly: true}
          containers:
          - name: app
            image: shop
            env:
            - {name: URL, valueFrom: {fileKeyRef: {volumeName: secrets, path: app-secrets.env, key: DATABASE_URL}}}
            volumeMounts:
            - {name: tls, mountPath: /tls.crt, subPath: certs/tls.crt}
          volumes:
          - {name: sealed, configMap: {name: app-secrets}}
          - {name: keys, secret: {secretName: seal-identity}}
          - {name: secrets, emptyDir: {medium: Memory, sizeLimit: 1Mi}}
          - {name: tls, emptyDir: {medium: Memory, sizeLimit: 64Ki}}
          - {name: bin, emptyDir: {}}

    """
}
