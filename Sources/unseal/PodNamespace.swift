import Files
import Sealing

/// The namespace that a pod runs in.
enum PodNamespace {
  private static let file = "/var/run/secrets/kubernetes.io/serviceaccount/namespace"

  /// What the flag says, else the service account's file, else `SEAL_NAMESPACE`.
  ///
  /// - Throws: `usage` where none of them says anything; `io` for a file that can't be read.
  static func find(_ flag: String?) throws(SealError) -> String {
    if let flag { return flag }
    do throws(FileError) {
      let text = try File.read(file, limit: 4096)
      return String(decoding: text.last == 0x0A ? text.dropLast() : text[...], as: UTF8.self)
    } catch {
      guard error.isAbsence else { throw SealError(.io, error.description) }
    }
    if let twin = Environment.get("SEAL_NAMESPACE"), !twin.isEmpty { return twin }
    throw SealError(
      .usage, "the pod's namespace is not known: it has no service account token, and SEAL_NAMESPACE is not set",
      hint: "pass --namespace, or set SEAL_NAMESPACE from \"fieldRef: { fieldPath: metadata.namespace }\"")
  }
}
