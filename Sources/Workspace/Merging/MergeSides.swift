/// The three versions of a three-way merge.
package struct MergeSides<Value> {
  /// What both sides come from; nil where each made the file by itself.
  package var base: Value?
  package var ours: Value
  package var theirs: Value

  package init(base: Value?, ours: Value, theirs: Value) {
    self.base = base
    self.ours = ours
    self.theirs = theirs
  }

  func map<Result, Failure: Error>(
    _ body: (MergeSide, Value) throws(Failure) -> Result
  ) throws(Failure) -> MergeSides<Result> {
    var base: Result?
    if let value = self.base { base = try body(.base, value) }
    return try MergeSides<Result>(base: base, ours: body(.ours, ours), theirs: body(.theirs, theirs))
  }
}

extension MergeSides: Sendable where Value: Sendable {}

/// One of them, as git and messages call it.
package enum MergeSide: String, Sendable {
  case base, ours, theirs
}
