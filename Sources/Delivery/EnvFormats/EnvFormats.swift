/// The formats by their names.
package enum EnvFormats {
  package static let names = [
    KubernetesEnv.name, ShellEnv.name, SystemdEnv.name, ComposeEnv.name, DockerEnv.name, DotenvEnv.name, JSONEnv.name,
  ]

  /// - Parameter export: whether a shell is to pass the variables on to the programs it starts.
  package static func named(_ name: String, export: Bool = false) -> (any EnvFormat)? {
    switch name {
    case ShellEnv.name: ShellEnv(export: export)
    case _ where export: nil
    case KubernetesEnv.name: KubernetesEnv()
    case SystemdEnv.name: SystemdEnv()
    case ComposeEnv.name: ComposeEnv()
    case DockerEnv.name: DockerEnv()
    case DotenvEnv.name: DotenvEnv()
    case JSONEnv.name: JSONEnv()
    default: nil
    }
  }
}
