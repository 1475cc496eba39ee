import CSodium
import Synchronization

/// One guarded page in which the small secrets stand: keys, seeds, the text of an envelope.
///
/// `sodium_malloc` makes four pages and locks one of them, which takes longer than the X25519 for whose result it is
/// wanted (26 µs and 30 µs), and a process without privileges may lock sixteen. Opening one file takes ten small secrets
/// and more. So they share one page, with the guards and the canary around it; bounds between them are those of `Span`.
///
/// A secret that finds no cell, or is larger, gets memory of its own.
@safe enum SecretPool {
  static let cellByteCount = 128
  /// With the canary that libsodium puts before them, they just fit in a page of 4 KiB.
  private static let cellCount = 31

  nonisolated(unsafe) private static let page: UnsafeMutableRawPointer? = unsafe sodium_malloc(
    cellCount * cellByteCount)
  /// A bit for each cell; the last one, for which there is no cell, is never free.
  private static let taken = Atomic<UInt32>(1 << 31)

  /// A cell, or nil where none is free.
  static func take() -> UnsafeMutableRawPointer? {
    guard let page = unsafe page else { return nil }
    var seen = taken.load(ordering: .relaxed)
    while seen != .max {
      let cell = (~seen).trailingZeroBitCount
      let (isOurs, now) = taken.weakCompareExchange(
        expected: seen, desired: seen | 1 << cell, ordering: .acquiringAndReleasing)
      if isOurs { return unsafe page + cell * cellByteCount }
      seen = now
    }
    return nil
  }

  /// Erases a cell and gives it back; false where `start` is none.
  static func giveBack(_ start: UnsafeMutableRawPointer) -> Bool {
    guard let page = unsafe page, case let offset = unsafe start - page,
      (0..<(cellCount * cellByteCount)).contains(offset)
    else { return false }
    unsafe sodium_memzero(start, cellByteCount)
    taken.bitwiseAnd(~(1 << UInt32(offset / cellByteCount)), ordering: .acquiringAndReleasing)
    return true
  }
}
