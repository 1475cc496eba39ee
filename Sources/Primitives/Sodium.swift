import CSodium

/// libsodium, initialised once.
///
/// `sodium_init` is safe to call from several threads; `static let` calls it once and costs a load afterwards.
enum Sodium {
  static let isReady: Bool = sodium_init() >= 0

  /// Every wrapper in this module calls this before it enters the library, but the hashes, which choose no
  /// implementation at run time.
  ///
  /// The only way in which `sodium_init` fails is a system without a random number generator, where nothing safe can
  /// be done.
  static func start() {
    precondition(isReady, "libsodium found no source of randomness")
  }
}
