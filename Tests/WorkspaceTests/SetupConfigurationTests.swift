import Manifests
import Testing

@testable import Workspace

@Suite struct SetupConfigurationTests {
  @Test(arguments: [true, false])
  func `what is written reads as what was meant`(hasRecovery: Bool) throws {
    // Names and patterns that YAML takes for something else, or that need quotes.
    let environments = try [("null", "123", ["*/\"x'/**"]), ("no", "", ["a#b/[!c]: d/**", "~/**"])].map {
      try SetupEnvironment(parsing: "\($0)=\($1)", paths: $2, root: "/", isOnly: false)
    }
    let text = SetupConfiguration.text(environments, hasRecovery: hasRecovery)
    let workspace = try Workspace(parsing: Array(text.utf8), root: "/repository", path: ".seal.yaml") { file in
      Array((file.hasSuffix(".pub") ? SampleWorkspace.recipient() : "").utf8)
    }
    #expect(workspace.recipients.keys.sorted() == ["no", "null"] + (hasRecovery ? ["recovery"] : []))
    #expect(workspace.rules.map(\.pattern) == ["*/\"x'/**", "a#b/[!c]: d/**", "~/**"])
    #expect(workspace.rules.map(\.namespace) == ["123", nil, nil])
    #expect(workspace.rules.allSatisfy { $0.recovery.count == (hasRecovery ? 1 : 0) })
    #expect(workspace.signers == "/repository/.seal/allowed_signers")
  }

  @Test(arguments: SetupJob.allCases, [nil, "registry.example.com/seal@sha256:00"])
  func `the jobs are YAML`(job: SetupJob, image: String?) throws {
    let text = job.text(image: image)
    #expect(throws: Never.self) { try Setting(parsing: Array(text.utf8), path: job.path).entries }
    #expect(text.contains(image ?? "SEAL_IMAGE"))
    #expect(text.contains("seal verify") && text.contains("seal scan"))
  }

  @Test(arguments: [
    ("seal scan --staged", true), ("  exec seal scan --staged || exit 1", true), ("# seal scan --staged", false),
    ("seal scan", false), ("", false),
  ])
  func `a hook does it where a line says so`(text: String, isDone: Bool) {
    #expect(SetupHook.isDone(in: "#!/bin/sh\n\(text)\n") == isDone)
    #expect(SetupHook.isDone(in: SetupHook.text))
  }
}
