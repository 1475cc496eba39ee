import ArgumentParser
import Sealing

/// What a file is sealed for: the *logical* namespace and name, which the pod spec tells the container.
struct ScopeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The namespace that it is sealed for.", valueName: "namespace"))
  var namespace: String?

  @Option(help: ArgumentHelp("The name that it is sealed under.", valueName: "name"))
  var name: String?

  @Flag(help: "Any namespace: seal for all of them, or accept what is sealed for all of them.")
  var anyNamespace = false

  /// The namespace to hold a file against.
  ///
  /// - Parameter found: what the file says around it or of itself; `*`, or nothing, says none, and then any does.
  func expectedNamespace(_ found: String?) -> String {
    if let namespace { return namespace }
    guard let found, found != "*" else { return "default" }
    return found
  }
}
