import Delivery

/// The sum of a run over many files.
struct VerificationSummary {
  let files: Int
  /// Those of one name that are refused count as one.
  let sealed: Int
  let good: Int
  /// Those that have to do with sealed files.
  let workloads: Int
  let starting: Int
  let passedOver: Int
  /// Manifests and sealed files that are none.
  let unreadable: Int

  var text: String {
    let (workload, file) = (workloads == 1 ? "workload" : "workloads", files == 1 ? "file" : "files")
    return "\(good) of \(sealed) sealed \(sealed == 1 ? "file is" : "files are") good"
      + (unreadable == 0 ? "" : ", \(unreadable) \(unreadable == 1 ? "file" : "files") can't be read")
      + (workloads == 0 ? "" : ", \(starting) of \(workloads) \(workload) would start") + "; looked at \(files) \(file)"
  }

  var json: JSON {
    .object([
      ("files", .number(UInt64(files))), ("sealed", .number(UInt64(sealed))), ("good", .number(UInt64(good))),
      ("workloads", .number(UInt64(workloads))), ("starting", .number(UInt64(starting))),
      ("passedOver", .number(UInt64(passedOver))), ("unreadable", .number(UInt64(unreadable))),
    ])
  }
}
