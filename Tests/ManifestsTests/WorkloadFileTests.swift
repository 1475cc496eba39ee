import Manifests
import Sealing
import Testing

@Suite struct WorkloadFileTests {
  private func read(_ text: String) throws -> WorkloadFile {
    try WorkloadFile(parsing: Array(text.utf8), path: "app.yaml")
  }

  @Test func `a pod template is found in every kind that has one`() throws {
    let spec = "{containers: [{name: app, image: a}]}"
    let text = """
      {apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {template: {spec: \(spec)}}}
      ---
      {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: b}, spec: {template: {spec: \(spec)}}}
      ---
      {apiVersion: apps/v1, kind: DaemonSet, metadata: {name: c}, spec: {template: {spec: \(spec)}}}
      ---
      {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: d}, spec: {template: {spec: \(spec)}}}
      ---
      {apiVersion: v1, kind: ReplicationController, metadata: {name: e}, spec: {template: {spec: \(spec)}}}
      ---
      {apiVersion: batch/v1, kind: Job, metadata: {generateName: f-}, spec: {template: {spec: \(spec)}}}
      ---
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: g, namespace: shop}
      spec: {schedule: "*/5 * * * *", jobTemplate: {spec: {template: {spec: \(spec)}}}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: h}, spec: \(spec)}
      """
    let workloads = try read(text).workloads
    #expect(
      workloads.map(\.kind) == [
        .deployment, .statefulSet, .daemonSet, .replicaSet, .replicationController, .job, .cronJob, .pod,
      ])
    #expect(workloads.map(\.name) == ["a", "b", "c", "d", "e", "f-", "g", "h"])
    #expect(workloads.allSatisfy { $0.pod.containers.map(\.name) == ["app"] })
    #expect(workloads[6].namespace == "shop")
    #expect(workloads[6].position.line == 13)
  }

  @Test func `a list is unrolled, typed or not, and other kinds of the same name are passed over`() throws {
    let text = """
      apiVersion: v1
      kind: List
      items:
        - {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: []}}
        - {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {PORT: "1", HOST: b}}
      ---
      {apiVersion: apps/v1, kind: DeploymentList, items: [{metadata: {name: b}, spec: {}}]}
      ---
      {apiVersion: example.com/v1, kind: Deployment, metadata: {name: c}, spec: 1}
      """
    let file = try read(text)
    #expect(file.workloads.map(\.name) == ["a", "b"])
    #expect(file.objects.map(\.name) == ["settings"])
    #expect(file.objects.first?.keys == ["PORT", "HOST"])
  }

  @Test func `what a pod asks for is found with its place`() throws {
    let text = """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        imagePullSecrets: [{name: registry}]
        initContainers:
          - name: migrate
            env:
              - name: URL
                valueFrom: {secretKeyRef: {name: app, key: url, optional: true}}
          - {name: proxy, restartPolicy: Always}
        containers:
          - name: app
            envFrom:
              - {prefix: DB_, secretRef: {name: db}}
              - configMapRef: {name: settings}
            volumeMounts: [{name: tls, mountPath: /tls, subPath: tls.crt}]
            livenessProbe: {exec: {command: [check]}}
        volumes:
          - name: tls
            secret: {secretName: tls, defaultMode: 0400, items: [{key: tls.crt, path: a/b, mode: 256}]}
          - name: store
            csi: {driver: d, nodePublishSecretRef: {name: store}}
          - name: both
            projected: {sources: [{secret: {name: x}}, {configMap: {name: w}}]}
          - name: token
            projected: {sources: [{secret: {name: z}}, {serviceAccountToken: {path: t}}]}
          - {name: scratch, emptyDir: {medium: Memory, sizeLimit: 1Mi}}
      """
    let pod = try #require(try read(text).workloads.first).pod
    #expect(pod.containers.map(\.role) == [.initial, .sidecar, .main])
    #expect(
      pod.uses.map { "\($0.reference.name) \($0.reference.key ?? "*") \($0.position.line)" } == [
        "app url 9", "db * 15", "settings * 16", "tls tls.crt 21", "store * 23", "x * 25", "w * 25", "z * 27",
        "registry * 5",
      ])
    #expect(pod.uses.map(\.reference.isOptional).filter { $0 }.count == 2)
    guard case .files(let sources, let mode) = pod.volume(named: "tls")?.source else {
      Issue.record("no files")
      return
    }
    #expect(mode == 0o400)
    #expect(sources[0].items.map(\.mode) == [0o400])
    #expect(pod.mounts(of: "tls").map(\.mount.subPath) == ["tls.crt"])
    #expect(pod.container(named: "app")?.hooks.map(\.command) == [["check"]])
    guard case .emptyDir(true, "1Mi") = pod.volume(named: "scratch")?.source else {
      Issue.record("no memory volume")
      return
    }
  }

  @Test(arguments: [
    "env: {A: b}", "env: [{name: A, value: 1}]", "command: sh", "volumeMounts: [{name: a, readOnly: 'yes'}]",
    "env: [*a]", "env: !x []",
  ])
  func `a workload that Kubernetes wouldn't take is refused with its place`(_ field: String) throws {
    let error = #expect(throws: SealError.self) {
      try read("{kind: Pod, metadata: {name: web}, spec: {containers: [{name: app,\n \(field)}]}}")
    }
    #expect(error == SealError(.format, ""))
    #expect(error?.reason.contains("\"app.yaml\" line 2") == true)
  }

  @Test func `a chart's template is refused with what to do about it`() {
    let error = #expect(throws: SealError.self) {
      try read("kind: Deployment\nmetadata:\n  name: {{ include \"a\" . }}\nspec: {}\n")
    }
    #expect(error?.hint?.contains("helm template") == true)
  }

  @Test func `aliases and merge keys are read as kubectl reads them`() throws {
    let text = """
      kind: Pod
      metadata: {name: web}
      x: &base {env: [{name: A, valueFrom: {secretKeyRef: {name: app, key: a}}}]}
      spec:
        containers:
          - {<<: *base, name: app}
          - *base
      """
    let containers = try #require(try read(text).workloads.first).pod.containers
    #expect(containers.map(\.name) == ["app", ""])
    #expect(containers.map(\.env.first?.reference?.key) == ["a", "a"])
    #expect(containers.map(\.position.line) == [6, 7])
    #expect(containers[0].env[0].position.line == 3)
  }

  @Test func `the arguments of unseal and of unseal exec are understood`() throws {
    let arguments = UnsealArguments([
      "app@sha256:" + String(repeating: "ab", count: 32), "db", "--env=kubernetes", "--no-files", "--only", "app/url",
      "--layout", "/seal/volumes/tls=tls/tls.crt:a/b:0400", "--layout=/seal/volumes/x=db",
    ])
    #expect(arguments.names.map(\.name) == ["app", "db"])
    #expect(arguments.names.map { $0.pin != nil } == [true, false])
    #expect(arguments.env == "kubernetes")
    #expect(!arguments.writesFiles)
    #expect(arguments.values(of: "only") == ["app/url"])
    #expect(arguments.layouts.map(\.name) == ["tls", "db"])
    #expect(arguments.layouts[0].path == "a/b")
    #expect(arguments.layouts[0].mode == "0400")
    #expect(arguments.layouts[1].key == nil)

    let wrapped = try #require(
      ExecArguments(["/seal/bin/unseal", "exec", "--var", "URL=app/url?", "db", "--", "run", "--var"]))
    #expect(wrapped.variables.map(\.text) == ["URL=app/url?"])
    #expect(wrapped.names == ["db"])
    #expect(wrapped.command == ["run", "--var"])
    #expect(ExecArguments(["run"]) == nil)
  }
}
