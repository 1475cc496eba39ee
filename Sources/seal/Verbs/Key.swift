import ArgumentParser

/// `seal key`: what becomes of a key beside sealing and opening.
struct Key: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring an identity into a cluster.", subcommands: [KeyManifest.self])
}
