/// The `$(NAME)` of a text, as the kubelet expands them (k8s.io/kubernetes/third_party/forked/golang/expansion): `$$` stands
/// for a `$`, an opening without an end for itself, and so does the name of a variable that isn't there.
enum VariableExpansion {
  /// What is expanded to this text.
  static func escaped(_ text: String) -> String { text.replacing("$", with: "$$") }

  /// The names that are looked up, in the order of the text.
  static func names(in text: String) -> [String] {
    let bytes = Array(text.utf8)
    var names: [String] = []
    var index = 0
    while index + 1 < bytes.count {
      guard bytes[index] == UInt8(ascii: "$") else {
        index += 1
        continue
      }
      // `$$` and `$x` take both characters.
      index += 2
      guard bytes[index - 1] == UInt8(ascii: "("), let end = bytes[index...].firstIndex(of: UInt8(ascii: ")")) else {
        continue
      }
      names.append(String(decoding: bytes[index..<end], as: UTF8.self))
      index = end + 1
    }
    return names
  }
}
