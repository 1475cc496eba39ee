import Manifests
import Sealing

/// What came of looking at one file.
struct FileOutcome: Sendable {
  /// What messages call it.
  let path: String
  private(set) var results: [Verification] = []
  private(set) var preflight: PreflightFile?
  private(set) var isPassedOver = false
  private(set) var note: String?

  init(of file: ManifestFiles.Entry, _ options: TreeVerification.Options, _ demands: DemandsByPath) {
    path = Input.name(of: file.path)
    let bytes: [UInt8]
    do throws(SealError) { bytes = try file.read() } catch {
      results = [Verification(failing: error, in: file.path)]
      return
    }
    guard !file.isFound || Self.mayMatter(bytes, file.path) else {
      isPassedOver = true
      return
    }
    let text = ManifestText(bytes, path: path)
    do throws(SealError) {
      if let document = try Self.document(text, file, named: options.name) {
        let groups = try document.entries(named: options.name).byName
        do throws(SealError) {
          let demanded = try demands.demands(at: file.path)
          results = groups.map {
            Verification(
              accepting: $0, in: file.path, demanded, isBare: document.isBare, keepsFiles: options.isOpened)
          }
        } catch {
          results = [Verification(failing: error, in: file.path, name: groups[0][0].name)]
        }
      } else {
        isPassedOver = true
      }
    } catch {
      results.append(Verification(failing: error, in: file.path))
      return
    }
    do throws(SealError) {
      let preflight = try PreflightFile(text, skims: file.isFound)
      self.preflight = preflight
      _ = try preflight.workloads.get()
    } catch {
      // A chart's template is YAML only once it is rendered.
      guard !file.isFound || !Self.hasBraces(bytes) else { return }
      // In a folder may lie what is no manifest, and what is one and says things that only a sealed manifest may not.
      let isBroken = preflight != nil || !text.isYAML
      if !file.isFound || isBroken && ManifestWords(in: bytes.span).contains(.object) {
        isPassedOver = false
        results.append(Verification(failing: error, in: file.path))
      } else {
        note = "not checked for workloads: \(error.reason)"
      }
    }
  }

  /// Whether a file in a folder can have anything to do with sealed files. Most of a repository's have not, and needn't be
  /// parsed.
  private static func mayMatter(_ bytes: [UInt8], _ path: String) -> Bool {
    let words = ManifestWords(in: bytes.span)
    return words.maySeal || words.mayRun || words.mayHoldValues || PreflightFile.matters(byName: path)
  }

  /// The sealed files of a file; nil where it has none. What a folder holds may be anything, and is a sealed file that is
  /// broken only where a line of it begins as one.
  private static func document(
    _ text: ManifestText, _ file: ManifestFiles.Entry, named name: String?
  ) throws(SealError) -> SealedDocument? {
    do {
      let document = try SealedDocument(ifSealed: text, path: file.path)
      guard file.isFound, let name, let document else { return document }
      return document.entries.contains { $0.name == name } ? document : nil
    } catch {
      guard file.isFound, !holdsSealedText(text.bytes) else { throw error }
      return nil
    }
  }

  private static func holdsSealedText(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: 0x0A).contains { line in
      line.drop { $0 == 0x20 || $0 == 0x09 }.starts(with: "seal/v".utf8)
    }
  }

  private static func hasBraces(_ bytes: [UInt8]) -> Bool {
    let text = bytes.span
    for index in 1..<max(1, text.count) where text[index] == 0x7B && text[index - 1] == 0x7B { return true }
    return false
  }
}
