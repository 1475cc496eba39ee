/// Something in a text that any file may hold, manifest or not.
struct TextMatch {
  let rule: ScanRule
  /// Where its first word stands, which tells nothing: `AGE-SECRET-KEY-`.
  let marker: Range<Int>
  let subject: String
  let text: String
  /// Differs from run to run; equal values of one run have equal ones.
  let fingerprint: Int

  init(_ rule: ScanRule, _ marker: Range<Int>, subject: String, text: String, value: String? = nil) {
    (self.rule, self.marker, self.subject, self.text) = (rule, marker, subject, text)
    fingerprint = (value ?? subject).hashValue
  }
}
