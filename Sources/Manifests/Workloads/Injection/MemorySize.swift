/// Sizes of memory volumes and limits: chosen in steps, so that a value that grows a little changes no manifest.
enum MemorySize {
  /// What a memory file system takes for files of at most these lengths, while they are being replaced by others of the same.
  static func volume(ofFiles lengths: [Int]) -> Int {
    let pages = lengths.reduce(0) { $0 + ($1 + 4095) / 4096 }
    var mebibytes = 1
    while mebibytes << 20 < 2 * pages * 4096 { mebibytes *= 2 }
    return mebibytes
  }

  /// What `unseal` may take: itself, the sealed files on their way to values, and the volumes that it fills, which count as
  /// its own memory.
  static func limit(sealedBytes: Int, volumes: [Int]) -> Int {
    let needed = 16 + (3 * sealedBytes + 1 << 20 - 1) >> 20 + volumes.reduce(0, +)
    return (needed + 7) / 8 * 8
  }

  static func text(_ mebibytes: Int) -> String { "\(mebibytes)Mi" }
}
