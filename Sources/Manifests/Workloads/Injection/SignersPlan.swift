import Primitives
import Sealing

/// Which ConfigMaps with trusted signers stand in files, and which have to: one for each list that the workloads of a
/// namespace mount, wherever in the files it stands.
struct SignersPlan {
  /// A list that workloads of a namespace mount.
  struct Need: Equatable {
    let signers: InjectionOptions.Signers
    let namespace: String?
  }

  private enum Step {
    case keep
    case remove
    case replace(SignersDocument)
  }

  private var standing: [[SignersDocument.Standing]] = []
  private var steps: [[Step]] = []
  private var added: [[SignersDocument]] = []

  /// - Parameters:
  ///   - files: each with its path and what its workloads need.
  ///   - list: the one that was given, if any.
  /// - Throws: `pin` where one that stands there has another list than the pods pin, which isn't the given one either.
  init(_ files: [(path: String, bytes: [UInt8], needs: [Need])], list: [UInt8]?) throws(SealError) {
    let given = list.map { (list: $0, signers: InjectionOptions.Signers(of: $0)) }
    for file in files {
      do { standing.append(try SignersDocument.Standing.all(in: file.bytes)) } catch {
        throw error.located(in: file.bytes.span, path: file.path)
      }
    }
    steps = standing.map { $0.map { _ in .remove } }
    added = files.map { _ in [] }
    var open: [Need] = []
    for need in files.flatMap(\.needs) where !open.contains(need) { open.append(need) }

    func document(for need: Need) -> SignersDocument? {
      given.flatMap { given in
        given.signers == need.signers
          ? SignersDocument(signers: need.signers, namespace: need.namespace, list: given.list) : nil
      }
    }
    // Those that have the name of what is needed; then, for a list that changed, those of the list before.
    for isByName in [true, false] {
      for file in standing.indices {
        for (index, found) in standing[file].enumerated() {
          guard case .remove = steps[file][index],
            let place = open.firstIndex(where: { need in
              need.namespace == found.namespace
                && (isByName ? need.signers.configMap == found.name : document(for: need) != nil)
            })
          else { continue }
          let need = open.remove(at: place)
          if found.name == need.signers.configMap, found.list.map(InjectionOptions.Signers.init(of:)) == need.signers {
            steps[file][index] = .keep
          } else if let document = document(for: need) {
            steps[file][index] = .replace(document)
          } else {
            throw SealError(
              .pin,
              "\"\(files[file].path)\": the ConfigMap \"\(found.name.printable)\" has not the list of trusted signers that the "
                + "pods pin", hint: "pass the list with --signers")
          }
        }
      }
    }
    // One that nobody gave stands in another file.
    for need in open {
      guard let document = document(for: need), let file = files.firstIndex(where: { $0.needs.contains(need) }) else {
        continue
      }
      added[file].append(document)
    }
  }

  /// The ConfigMaps that come to a file.
  func added(to index: Int) -> [String] { added[index].map(\.signers.configMap) }

  /// A file with what it has to have.
  ///
  /// - Throws: `policy` for a file that can't have another document.
  func applied(to file: [UInt8], at index: Int, path: String) throws(SealError) -> [UInt8] {
    var bytes = file
    // From the end, so that the places of the others hold.
    for (found, step) in zip(standing[index], steps[index]).reversed() {
      switch step {
      case .keep: break
      case .remove: bytes = found.removed(from: bytes)
      case .replace(let document):
        do { bytes = try found.replaced(by: document, in: bytes) } catch {
          throw error.located(in: bytes.span, path: path)
        }
      }
    }
    for document in added[index] { bytes = try document.appended(to: bytes, path: path) }
    return bytes
  }
}
