/// The job of a code host that checks every change, without any key.
package enum SetupJob: String, CaseIterable, Sendable {
  case github, gitlab

  /// Where the job stands, from the root.
  package var path: String {
    switch self {
    case .github: ".github/workflows/seal.yml"
    case .gitlab: ".gitlab/seal.yml"
    }
  }

  /// What GitLab reads, from the root; it takes the job from another file.
  static let gitlabFile = ".gitlab-ci.yml"
  static let gitlabInclude = "include:\n  - local: .gitlab/seal.yml\n"

  private static let head = """
    # Checks each change without any key: sealed files by the rules of .seal.yaml, and no plaintext beside them.
    # Written by "seal init", which never changes it: it is yours.

    """

  /// - Parameter image: one with `seal`, `git` and a shell; nil for that of a variable.
  package func text(image: String?) -> String {
    switch self {
    case .github: github(image.map { "\"\($0)\"" } ?? "${{ vars.SEAL_IMAGE }}", isChosen: image != nil)
    case .gitlab: gitlab(image.map { "\"\($0)\"" } ?? "$SEAL_IMAGE", isChosen: image != nil)
    }
  }

  private static func comment(_ variable: String, isChosen: Bool, indent: String) -> String {
    let lines =
      isChosen
      ? ["An image with seal, git and a shell."]
      : [
        "An image of your registry with seal, git and a shell; set \(variable) to it, with its digest:",
        "  FROM debian:bookworm-slim",
        "  RUN apt-get update && apt-get install -y --no-install-recommends git libsodium23 openssh-client",
        "  COPY seal /usr/local/bin/seal",
        "where seal comes from: swift build -c release --static-swift-stdlib --product seal",
      ]
    return lines.map { "\(indent)# \($0)\n" }.joined()
  }

  private func github(_ image: String, isChosen: Bool) -> String {
    Self.head + """
      name: seal
      "on":
        pull_request:
        push:
          branches: [main, master]
      permissions:
        contents: read
      jobs:
        seal:
          runs-on: ubuntu-24.04

      """ + Self.comment("the variable SEAL_IMAGE (Settings, Variables)", isChosen: isChosen, indent: "    ") + """
            container: \(image)
            env:
              SINCE: ${{ github.event.pull_request.base.sha }}
            steps:
              - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
                with:
                  fetch-depth: 0
                  persist-credentials: false
              # The folder belongs to another user than the container's.
              - run: git config --global --add safe.directory "$PWD"
              - run: seal verify ${SINCE:+--since "$SINCE"}
              - run: seal scan
              - if: env.SINCE != ''
                run: seal scan --since "$SINCE"

        """
  }

  private func gitlab(_ image: String, isChosen: Bool) -> String {
    Self.head + """
      seal:

      """ + Self.comment("the CI/CD variable SEAL_IMAGE", isChosen: isChosen, indent: "  ") + """
          image: \(image)
          variables:
            GIT_DEPTH: "0"
          rules:
            - if: $CI_PIPELINE_SOURCE == "merge_request_event"
            - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
          script:
            - git config --global --add safe.directory "$PWD"
            - seal verify ${CI_MERGE_REQUEST_DIFF_BASE_SHA:+--since "$CI_MERGE_REQUEST_DIFF_BASE_SHA"}
            - seal scan
            - test -z "$CI_MERGE_REQUEST_DIFF_BASE_SHA" || seal scan --since "$CI_MERGE_REQUEST_DIFF_BASE_SHA"

        """
  }
}
