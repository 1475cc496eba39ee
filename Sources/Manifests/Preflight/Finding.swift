import Primitives
package import Sealing

/// One thing that preflight found: where it stands, what is wrong, and what to do.
package struct Finding: Sendable {
  package enum Severity: String, Sendable {
    /// The pod won't start, or hands out what it mustn't.
    case failure
    /// It starts, and somebody should know.
    case warning
    /// What can't be told from these files.
    case unknown
  }

  package let severity: Severity
  /// The class that `unseal` would end with, or what comes closest.
  package let code: SealError.Code
  package let path: String
  /// From 1.
  package let line: Int
  /// `Deployment/web`; nil for what belongs to no workload.
  package let workload: String?
  package let container: String?
  package let reason: String
  package let remedy: String?

  /// All of it on one line.
  package var text: String {
    let who = [workload, container?.printable].compactMap(\.self).joined(separator: ", ")
    return "\(path.printable):\(line): \(who.isEmpty ? "" : "\(who): ")\(reason)\(remedy.map { "; \($0)" } ?? "")"
  }
}
