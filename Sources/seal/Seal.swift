import ArgumentParser
import Delivery
import Files
import Sealing

/// The developer's and CI's command.
@main
struct Seal: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seal",
    abstract: "Keep Kubernetes secrets in git: sealed by you, opened in the pod.",
    discussion: """
      Begin with a pair of keys, seal a Secret to the public one, and commit what comes out. In the pod, "unseal" opens \
      it into memory before your app starts.

      EXAMPLES:
        seal init
        seal keygen -o production.key > production.pub
        seal encrypt secret.yaml --to production=@production.pub -o sealed.yaml
        seal set sealed.yaml PASSWORD --to @production.pub
        seal verify sealed.yaml --signers allowed_signers

      Exit codes: 0 done, 1 internal, 10 format, 11 signature, 12 scope, 13 rollback, 14 identity, 15 tampered, \
      16 policy, 17 io, 18 missing, 19 pin, 64 usage. The word stands in the message too: seal: error[scope]: ...
      """,
    version: Release.version,
    groupedSubcommands: [
      CommandGroup(name: "Repository", subcommands: [Init.self]),
      CommandGroup(name: "Keys", subcommands: [Keygen.self, Key.self]),
      CommandGroup(
        name: "Secrets",
        subcommands: [
          Encrypt.self, EditValues.self, SetValue.self, UnsetValue.self, GetValue.self, Decrypt.self, Exec.self,
          Compact.self,
        ]),
      CommandGroup(name: "Workloads", subcommands: [Inject.self]),
      CommandGroup(name: "Trust", subcommands: [Sign.self, Verify.self, Status.self, Diff.self, Scan.self]),
      CommandGroup(name: "Git", subcommands: [Merge.self]),
    ])

  /// Only here does the process end: `exit` skips every `deinit`, so ``status()`` has returned, and let go of every
  /// secret, before.
  static func main() {
    Harden.process()
    let status = status()
    Self.exit(withError: ExitCode(status))
  }

  private static func status() -> Int32 {
    do {
      var command = try parseAsRoot()
      try command.run()
      return 0
    } catch let code as ExitCode {
      // A verb that looks at many files has printed what is wrong with each.
      return code.rawValue
    } catch  where exitCode(for: error).isSuccess {
      // Help, the version, a completion script.
      return printed(message(for: error))
    } catch {
      return failed(SealError(any: error))
    }
  }

  private static func printed(_ text: String) -> Int32 {
    do { try Console.line(text) } catch { return failed(error) }
    return 0
  }

  private static func failed(_ error: SealError) -> Int32 {
    Console.error(error)
    return error.code.exitCode
  }
}
