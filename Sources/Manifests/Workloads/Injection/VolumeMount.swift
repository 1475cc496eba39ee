/// A mount in a container.
enum VolumeMount {
  static func value(_ volume: String, at path: String, subPath: String? = nil, isReadOnly: Bool) -> YAMLValue {
    var mount = YAMLValue.mapping([("name", .string(volume)), ("mountPath", .string(path))])
    if let subPath { mount["subPath"] = .string(subPath) }
    if isReadOnly { mount["readOnly"] = .boolean(true) }
    return mount
  }
}
