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

  /// The numeric user that decides what this process may do.
  package static var userID: UInt32 { geteuid() }

  /// Its numeric group.
  package static var groupID: UInt32 { getegid() }

  /// Whether a group is that one, or one of those that came in addition: a pod's `fsGroup`.
  package static func isMember(of group: UInt32) -> Bool {
    var groups = [gid_t](repeating: 0, count: Int(max(0, getgroups(0, nil))))
    let count = unsafe getgroups(Int32(groups.count), &groups)
    return group == groupID || groups.prefix(Int(max(0, count))).contains(group)
  }
}

/// Ends the process. Nothing is erased any more: whoever calls this has let go of every secret.
package func exitProcess(_ code: Int32) -> Never { exit(code) }
