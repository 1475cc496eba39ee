import Primitives
import SSHSignatures
import Testing
import Vectors

@Suite struct SSHSignatureVectorTests {
  /// What the fault of a case is worth to this module: the frame, the verification, or neither.
  private static let faults: [String: SSHError.Code] = [
    "signature_base64_not_canonical": .format,
    "signature_bytes_left_over": .format,
    "signature_line_width": .format,
    "signature_not_ended": .format,
    "signature_trailing_line": .format,
    "signature_hardware_without_presence": .signature,
    "signature_of_other_bytes": .signature,
    "signature_reserved_not_empty": .signature,
    "signature_sha256": .signature,
    "signature_version_2": .signature,
    "signed_then_layer_cut": .signature,
    "signed_then_revision_changed": .signature,
  ]

  @Test(.enabled(if: Vectors.arePresent), arguments: SealedVector.all.filter { faults[$0.vector] != nil })
  func `a faulty signature has the class of its fault`(vector: SealedVector) throws {
    let file = try vector.files()[0]
    let expected = try #require(Self.faults[vector.vector])
    let error = #expect(throws: SSHError.self) {
      for block in file.blocks {
        _ = try SSHSignature(armored: block.span).verify(file.signed.span, namespace: SealedVector.namespace)
      }
    }
    #expect(error?.code == expected, "\(String(describing: error))")
  }

  @Test(.enabled(if: Vectors.arePresent))
  func `every signature of a good file verifies and is written as it was read`() throws {
    var blocks = 0
    for vector in SealedVector.all {
      guard case .values = vector.expect else { continue }
      for file in try vector.files() {
        for block in file.blocks {
          let signature = try SSHSignature(armored: block.span)
          #expect(signature.armored == block)
          let key = try signature.verify(file.signed.span, namespace: SealedVector.namespace)
          #expect(key.blob == signature.publicKeyBlob)
          blocks += 1
        }
      }
    }
    #expect(blocks > 40)
    #expect(Self.faults.count == SealedVector.all.filter { Self.faults[$0.vector] != nil }.count)
  }
}
