import ArgumentParser
import Delivery
import Primitives
import Sealing

/// Who is to read the values as environment variables: what they couldn't read is better known before it is sealed.
struct ConsumerOptions: ParsableArguments {
  @Option(
    name: .customLong("for"),
    help: ArgumentHelp(
      "Warn of values that an env file can't hold for this reader: \(EnvFormats.names.joined(separator: ", ")). May be "
        + "given several times.", valueName: "format"),
    completion: .list(EnvFormats.names))
  var formats: [String] = []

  /// - Throws: `usage`.
  func check() throws(SealError) {
    for name in formats { _ = try EnvFormats.find(name) }
  }

  /// A warning for each value and reader that don't go together. It is sealed all the same: as a file anybody can read it.
  ///
  /// - Throws: `usage`.
  func warn(of values: [String: SharedSecret], in name: String) throws(SealError) {
    guard !formats.isEmpty else { return }
    let opened = OpenedValues(copying: values)
    var said: [String] = []
    for format in formats {
      for text in EnvFile.objections(to: opened, of: name, format: try EnvFormats.find(format))
      where !said.contains(text) {
        Console.warning(text)
        said.append(text)
      }
    }
  }
}
