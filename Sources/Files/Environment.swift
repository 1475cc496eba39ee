#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What the process was started with.
package enum Environment {
  /// The value of a variable, or nil where it isn't set.
  package static func get(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }
}
