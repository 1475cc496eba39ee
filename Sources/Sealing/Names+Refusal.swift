extension Names {
  /// The refusal of what somebody gave as a key and can't be one. Of what it is nothing is repeated: `PASSWORD=hunter2`,
  /// or the secret by itself, is what people type where other tools take it, and messages go to logs (attacks.md, rows 66
  /// and 67).
  package static func refusal(ofKey text: String) -> SealError {
    text.contains("=")
      ? SealError(
        .usage, "a key can't hold \"=\"",
        hint: "give the key alone; the value comes from stdin, --from-file or the prompt, never from the command line")
      : SealError(
        .usage, "what is given as the key can't be one",
        hint: "a key is 1 to 253 letters, digits, dots, underscores and hyphens, not \".\" and not beginning \"..\"")
  }
}
