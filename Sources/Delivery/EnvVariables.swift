package import Sealing

/// Values under the names that they get as environment variables.
package struct EnvVariables: Sendable {
  package let values: OpenedValues
  package let list: [EnvVariable]

  package init(_ list: [EnvVariable], of values: OpenedValues) {
    self.list = list
    self.values = values
  }

  /// All of them, each under its own key.
  package init(_ values: OpenedValues) {
    list = values.keys.enumerated().map { EnvVariable(index: $0.offset, key: $0.element, name: $0.element) }
    self.values = values
  }

  func forEach(_ body: (_ name: String, _ value: Span<UInt8>) -> Void) {
    for variable in list { values.withValue(at: variable.index) { body(variable.name, $0) } }
  }
}

extension Selection {
  /// The variables that come of each opened name.
  ///
  /// - Throws: as the other.
  package func variables(of opened: [OpenedName]) throws(SealError) -> [EnvVariables] {
    guard !isEmpty else { return opened.map { EnvVariables($0.values) } }
    let lists = try variables(of: opened.map { (name: $0.name, keys: $0.values.keys) })
    return zip(lists, opened).map { EnvVariables($0, of: $1.values) }
  }
}
