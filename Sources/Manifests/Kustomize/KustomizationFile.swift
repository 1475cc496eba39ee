import Primitives
package import Sealing

/// A `kustomization.yaml`, to keep its lists of sealed files in step with the files.
package struct KustomizationFile: Sendable {
  package let path: String
  package let bytes: [UInt8]

  /// Whether a file of this name is one.
  package static func isName(_ name: String) -> Bool { Kustomization.names.contains(name) }

  package static var names: [String] { Kustomization.names.sorted() }

  package init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  /// Whether one of its ConfigMaps is made of a file.
  ///
  /// - Parameter file: as seen from the folder of the kustomization.
  package func lists(_ file: String) throws(SealError) -> Bool {
    var isListed = false
    _ = try edited { list in
      isListed = isListed || Self.index(of: file, in: list) != nil
      return list
    }
    return isListed
  }

  /// A part in a list that has its main file too, both as they are written there.
  package struct Part: Hashable, Sendable {
    package let main: String
    package let file: String
  }

  /// Those of all ConfigMaps that it makes.
  package func parts() throws(SealError) -> Set<Part> {
    var parts: Set<Part> = []
    _ = try edited { list in
      let files = list.compactMap(\.text)
      for main in files where main.hasSuffix(ManifestNames.suffix) {
        let stem = main.dropLast(ManifestNames.suffix.count) + "_"
        for file in files where file.hasPrefix(stem) && file.hasSuffix(ManifestNames.suffix) {
          parts.insert(Part(main: main, file: file))
        }
      }
      return list
    }
    return parts
  }

  /// With a part listed in every ConfigMap that is made of its main file, behind that and the parts that sort before it.
  ///
  /// - Throws: `format` where that can't be edited in place.
  package func listing(_ part: String, beside main: String) throws(SealError) -> KustomizationFile {
    try edited { list in
      guard let place = Self.index(of: main, in: list), Self.index(of: part, in: list) == nil else { return list }
      var index = place + 1
      let stem = main.hasSuffix(ManifestNames.suffix) ? main.dropLast(ManifestNames.suffix.count) + "_" : ""
      while index < list.count, let text = list[index].text, text.hasPrefix(stem), text < part { index += 1 }
      var list = list
      list.insert(.scalar(part, isPlain: true), at: index)
      return list
    }
  }

  /// Without a file in any ConfigMap.
  ///
  /// - Throws: `format` where that can't be edited in place.
  package func unlisting(_ file: String) throws(SealError) -> KustomizationFile {
    try edited { list in list.filter { Self.index(of: file, in: [$0]) == nil } }
  }

  /// `app.sealed`, or `key=app.sealed`.
  private static func index(of file: String, in list: [YAMLValue]) -> Int? {
    let file = FilePath.normal(file)
    return list.firstIndex { item in
      guard let text = item.text, let path = text.split(separator: "=", maxSplits: 1).last else { return false }
      return FilePath.normal(String(path)) == file
    }
  }

  private func edited(_ body: ([YAMLValue]) -> [YAMLValue]) throws(SealError) -> KustomizationFile {
    do throws(Flaw) {
      var result: [UInt8] = []
      for document in try DocumentRange.split(bytes.span) {
        let text = bytes.span.extracting(document.text)
        result += bytes[document.range.lowerBound..<document.text.lowerBound]
        guard !document.isBlank, let value = try YAMLPatch.value(of: text, at: document.text.lowerBound),
          let wanted = Self.wanted(value, body), wanted != value
        else {
          result += bytes[document.text]
          continue
        }
        result += try YAMLPatch.edit(text, at: document.text.lowerBound, to: wanted)
      }
      return KustomizationFile(result, path: path)
    } catch {
      throw error.located(in: bytes.span, path: path)
    }
  }

  private static func wanted(_ root: YAMLValue, _ body: ([YAMLValue]) -> [YAMLValue]) -> YAMLValue? {
    guard let generators = root["configMapGenerator"]?.items else { return nil }
    var root = root
    root["configMapGenerator"] = .sequence(
      generators.map { generator in
        guard let list = generator["files"]?.items else { return generator }
        var generator = generator
        generator["files"] = .sequence(body(list))
        return generator
      })
    return root
  }
}
