/// The document that workloads are read from: every place in it is known by its line and column in the file.
struct WorkloadSource: Sendable {
  /// Where the document begins in the file.
  let base: Int
  private let lines: FileLines

  init(_ lines: FileLines, base: Int) {
    (self.lines, self.base) = (lines, base)
  }

  /// - Parameter offset: from the start of the document.
  func position(of offset: Int) -> TextPosition { lines.position(of: base + offset) }
}
