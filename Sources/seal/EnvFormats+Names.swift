import Delivery
import Primitives
import Sealing

extension EnvFormats {
  /// - Throws: `usage` for a name that somebody gave and that is none.
  static func find(_ name: String) throws(SealError) -> any EnvFormat {
    guard let format = named(name) else {
      throw SealError(
        .usage, "there is no env format \"\(name.printable)\"",
        hint: "the formats are \(names.joined(separator: ", "))")
    }
    return format
  }
}
