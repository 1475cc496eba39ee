/// For the dotenv of Node, Python, Go and Ruby and for Node's own `--env-file`, all at once: `KEY='value'`.
///
/// They agree that nothing is expanded between single quotes, but for what is refused here.
package struct DotenvEnv: EnvFormat {
  package static let name = "dotenv"

  package init() {}

  package func judge(_ name: String, _ value: Span<UInt8>) -> EnvVerdict {
    guard !EnvKeys.hasHyphen(name) else { return .refuses("Go and Ruby take no hyphen in a key") }
    guard !EnvKeys.beginsWithExport(name) else {
      return .refuses("older releases for Go take \"export\" off the front of a key")
    }
    for index in value.indices {
      let next = index + 1 < value.count ? value[index + 1] : nil
      switch value[index] {
      case UInt8(ascii: "'"): return .refuses("the value holds a single quote")
      case 0x0D: return .refuses("the value holds a carriage return")
      // Older releases (dotenv before 2.5 for Ruby, which distributions still have, and before 15 for Node) take each
      // line for itself: one may set any variable, and Ruby's runs what stands in "$(...)".
      case 0x0A: return .refuses("the value has several lines, which older releases take for variables of their own")
      // Python makes one of two; before the closing quote it takes that one's meaning away.
      case UInt8(ascii: "\\") where next == UInt8(ascii: "\\"):
        return .refuses("the value holds two backslashes in a row")
      case UInt8(ascii: "\\") where next == nil: return .refuses("the value ends in a backslash")
      // Python expands it whatever stands around it.
      case UInt8(ascii: "$") where next == UInt8(ascii: "{"): return .refuses("the value holds \"${\"")
      default: break
      }
    }
    return value.isText ? .fits : .notText
  }

  package func write(_ variables: EnvVariables, to text: inout EnvText) {
    variables.forEach { name, value in
      text.append("\(name)='")
      text.append(value)
      text.append("'\n")
    }
  }
}
