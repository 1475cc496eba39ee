package import Sealing

/// Why a merge is left to whoever merges.
package enum MergeProblem {
  /// Both sides set or drop these keys of a sealed file.
  case keys([String], entryName: String)
  /// Both sides changed a layer in place, each other keys: only somebody with an identity can put that into one layer.
  case layers(ours: [String], theirs: [String], entryName: String)
  /// Lines outside of sealed files conflict.
  case lines
  /// One of the versions is nothing to build upon.
  case refused(SealError)
}
