/// The kinds of Kubernetes objects that run pods.
package enum WorkloadKind: String, Sendable, CaseIterable {
  case deployment = "Deployment"
  case statefulSet = "StatefulSet"
  case daemonSet = "DaemonSet"
  case replicaSet = "ReplicaSet"
  case replicationController = "ReplicationController"
  case job = "Job"
  case cronJob = "CronJob"
  case pod = "Pod"

  /// The fields that lead from the object to the spec of its pods.
  var podSpec: [String] {
    switch self {
    case .pod: ["spec"]
    case .cronJob: ["spec", "jobTemplate", "spec", "template", "spec"]
    default: ["spec", "template", "spec"]
    }
  }

  /// The API group that the kind belongs to: another one may have a kind of the same name.
  private var group: String {
    switch self {
    case .deployment, .statefulSet, .daemonSet, .replicaSet: "apps"
    case .job, .cronJob: "batch"
    case .replicationController, .pod: ""
    }
  }

  /// - Parameters:
  ///   - kind: as it stands in the object; nil where it has none.
  ///   - apiVersion: likewise. Whoever left it out gets the benefit of the doubt: kubectl refuses such an object anyway.
  init?(_ kind: String?, apiVersion: String?) {
    guard let kind, let workload = WorkloadKind(rawValue: kind) else { return nil }
    let parts = (apiVersion ?? "").split(separator: "/")
    let group = parts.count > 1 ? String(parts[0]) : ""
    // Deployments and their like were in `extensions` once.
    guard apiVersion == nil || group == workload.group || group == "extensions" else { return nil }
    self = workload
  }
}
