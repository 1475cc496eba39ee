/// Plaintext that has no place in git, and where it stands. Neither the value nor its length is in here.
package struct Finding: Sendable {
  /// Why it is reported, or isn't.
  package enum State: Sendable {
    case new
    /// A comment beside it allows it.
    case allowed
    /// The baseline has it.
    case accepted
  }

  package let rule: ScanRule
  /// From where the scan began.
  package let path: String
  /// From 1; columns in Unicode scalars.
  package let line: Int
  package let column: Int
  /// How many columns its name or its first word takes up: never the value.
  package let width: Int
  /// What it is, whatever line it stands on: `Secret "app-secrets": PASSWORD`. A digest where the value itself tells what
  /// it is and is too random to be guessed by it.
  package let subject: String
  /// What a person reads.
  package let text: String
  /// The commit that brought it; nil for files and what is staged.
  package let commit: String?
  package var state: State
  /// Differs from run to run; equal values of one run have equal ones.
  let fingerprint: Int
}
