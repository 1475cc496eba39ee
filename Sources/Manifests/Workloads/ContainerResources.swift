/// What a container asks for and may take at most, each amount as it stands there.
package struct ContainerResources: Sendable {
  package let cpuLimit: String?
  package let memoryLimit: String?
  private let cpuRequest: String?
  private let memoryRequest: String?

  init(_ resources: WorkloadReader) throws(Flaw) {
    let (limits, requests) = (try resources["limits"], try resources["requests"])
    (cpuLimit, memoryLimit) = (try limits["cpu"].quantity, try limits["memory"].quantity)
    (cpuRequest, memoryRequest) = (try requests["cpu"].quantity, try requests["memory"].quantity)
  }

  /// Whether it is one of which the pod's class can be `Guaranteed`: limited in both, and given all of it. What isn't asked
  /// for is what the limit says.
  var isGuaranteed: Bool {
    [(cpuRequest, cpuLimit), (memoryRequest, memoryLimit)].allSatisfy { request, limit in
      guard let limit = limit.flatMap(ByteQuantity.amount), limit > 0 else { return false }
      return request.map { ByteQuantity.amount($0) == limit } ?? true
    }
  }
}
