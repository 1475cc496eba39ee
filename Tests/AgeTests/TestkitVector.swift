import Primitives
import Testing
import TestSupport

@testable import Age

/// One file of C2SP/CCTV `age/testdata`: lines `key: value`, an empty line, the age file.
struct TestkitVector: CustomTestStringConvertible {
  static let names = Vectors.list("cctv-age")

  let name: String
  private(set) var expect = ""
  private(set) var payload: String?
  private(set) var fileKey: [UInt8] = []
  private(set) var identities: [AgeIdentity] = []
  private(set) var passphrases: [SharedSecret] = []
  private(set) var isArmored = false
  let file: [UInt8]

  init(named name: String) throws {
    self.name = name
    var rest = try Vectors.read("cctv-age/\(name)")[...]
    while let end = rest.firstIndex(of: 0x0A) {
      let line = String(decoding: rest[..<end], as: UTF8.self)
      rest = rest[(end + 1)...]
      if line.isEmpty { break }
      let parts = line.split(separator: ":", maxSplits: 1)
      let value = parts[1].drop { $0 == " " }
      switch parts[0] {
      case "expect": expect = String(value)
      case "payload": payload = String(value)
      case "file key": fileKey = hex(value)
      case "identity": identities.append(try AgeIdentity(parsing: Array(value.utf8).span))
      case "passphrase": passphrases.append(SharedSecret(SecretBytes(copying: Array(value.utf8).span)))
      case "armored": isArmored = true
      case "comment": break
      default: throw AgeError(.header, "the vector \(name) has an unknown line \(parts[0])")
      }
    }
    file = Array(rest)
  }

  var testDescription: String { name }

  /// The class of what came of it, in the words of the vectors.
  func outcome() -> (expect: String, plaintext: SharedSecret?) {
    do throws(AgeError) {
      let binary = isArmored ? try AgeArmor.decode(file.span) : file
      var failure = AgeError(.noMatch, "")
      for passphrase in passphrases {
        do throws(AgeError) {
          return ("success", SharedSecret(try AgeFile.open(binary.span, passphrase: passphrase.bytes)))
        } catch {
          failure = error
          if error.code != .passphrase { break }
        }
      }
      guard passphrases.isEmpty else { throw failure }
      return ("success", SharedSecret(try AgeFile.open(binary.span, with: identities)))
    } catch {
      return (Self.classes[error.code] ?? "unknown", nil)
    }
  }

  private static let classes: [AgeError.Code: String] = [
    .armor: "armor failure", .header: "header failure", .headerMAC: "HMAC failure", .noMatch: "no match",
    .passphrase: "no match", .payload: "payload failure",
  ]
}
