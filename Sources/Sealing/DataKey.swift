import Primitives

/// The 32 random bytes of one layer, and the two keys derived from them (format.md, section 3).
final class DataKey: Sendable {
  static let byteCount = 32

  private let bytes: SecretBytes
  private let valueKey: SecretBytes
  private let macKey: SecretBytes

  /// A fresh one, for a new layer.
  static func random() -> DataKey {
    DataKey(.random(count: byteCount))
  }

  init(_ bytes: consuming SecretBytes) {
    precondition(bytes.count == Self.byteCount)
    valueKey = Self.derive(bytes, "seal/v1 value")
    macKey = Self.derive(bytes, "seal/v1 mac")
    self.bytes = bytes
  }

  private static func derive(_ key: borrowing SecretBytes, _ info: StaticString) -> SecretBytes {
    let info = Array("\(info)".utf8)
    let salt: [UInt8] = []
    return key.withBytes { HKDF.sha256(secret: $0, salt: salt.span, info: info.span, count: 32) }
  }

  // MARK: The envelope's payload

  /// The length of ``payload(layer:)``: "seal/v1 key ", 16 digits, a blank, 43 digits, LF.
  static let payloadCount = 73

  /// What the envelope of the layer carries: `"seal/v1 key " id " " b64(DK) LF`.
  func payload(layer id: String) -> SecretBytes {
    let text = bytes.withBytes { Base64.encodeSecret($0, padding: .none) }
    return SecretBytes(count: Self.payloadCount) { payload in
      var position = 0
      for byte in "seal/v1 key \(id) ".utf8 {
        payload[position] = byte
        position += 1
      }
      text.withBytes { text in
        for index in 0..<text.count { payload[position + index] = text[index] }
      }
      payload[payload.count - 1] = UInt8(ascii: "\n")
    }
  }

  /// The data key of a payload that is exactly ``payload(layer:)``, or nil.
  static func parse(payload: borrowing SecretBytes, layer id: String) -> DataKey? {
    guard payload.count == payloadCount else { return nil }
    let key: SecretBytes? = payload.withBytes { payload in
      var position = 0
      for byte in "seal/v1 key \(id) ".utf8 {
        guard payload[position] == byte else { return nil }
        position += 1
      }
      guard payload[payload.count - 1] == UInt8(ascii: "\n") else { return nil }
      return Base64.decodeSecret(payload.extracting(position..<(payload.count - 1)), padding: .none)
    }
    guard let key else { return nil }
    return DataKey(key)
  }

  // MARK: Values

  /// AD = LP("seal/v1 value") LP(ns) LP(nm) LP(id) LP(key).
  static func associatedData(scope: FileScope, layer id: String, key: String) -> [UInt8] {
    var data = scope.prefix("seal/v1 value", capacity: 8 + id.utf8.count + key.utf8.count)
    data.appendLengthPrefixed(id.utf8)
    data.appendLengthPrefixed(key.utf8)
    return data
  }

  /// `nonce24 || XChaCha20-Poly1305-IETF(K_value, nonce24, AD, pad(v))`. The nonce is random: one derived from the
  /// plaintext would tell which values are equal. (Only tests give it.)
  func seal(
    _ value: Span<UInt8>, scope: FileScope, layer id: String, key: String, nonce: [UInt8] = Random.bytes(24)
  ) -> [UInt8] {
    let padded = SecretBytes(count: Padding.paddedCount(value.count)) { padded in
      for index in 0..<value.count { padded[index] = value[index] }
      padded[value.count] = 0x80
    }
    let data = Self.associatedData(scope: scope, layer: id, key: key)
    var blob = nonce + [UInt8](repeating: 0, count: padded.count + AEAD.tagCount)
    var output = blob.mutableSpan
    valueKey.withBytes { valueKey in
      padded.withBytes {
        AEAD.xChaChaPoly.seal(
          $0, key: valueKey, nonce: nonce.span, authenticating: data.span, into: &output,
          at: AEAD.xChaChaPoly.nonceCount)
      }
    }
    return blob
  }

  /// Opens a blob into `arena` from `offset` on, where `blob.count - 40` bytes must be free.
  ///
  /// - Returns: where the value stands; nil where the blob was altered, its padding isn't the writer's, or the value is
  ///   over 524,288 bytes.
  func open(
    _ blob: [UInt8], scope: FileScope, layer id: String, key: String, into arena: inout MutableSpan<UInt8>,
    at offset: Int
  ) -> Range<Int>? {
    let data = Self.associatedData(scope: scope, layer: id, key: key)
    let blob = blob.span
    do throws(AuthenticationFailure) {
      try valueKey.withBytes { (valueKey) throws(AuthenticationFailure) in
        try AEAD.xChaChaPoly.open(
          blob.extracting(AEAD.xChaChaPoly.nonceCount...), key: valueKey,
          nonce: blob.extracting(0..<AEAD.xChaChaPoly.nonceCount), authenticating: data.span, into: &arena, at: offset)
      }
    } catch {
      return nil
    }
    let end = offset + blob.count - Entry.overhead
    guard let count = Padding.unpaddedCount(arena.span.extracting(offset..<end)), count <= Limits.valueCount else {
      return nil
    }
    return offset..<(offset + count)
  }

  // MARK: The layer

  /// HMAC-SHA-256(K_mac, LP("seal/v1 layer") LP(ns) LP(nm) LP(layer text)).
  func mac(scope: FileScope, text: [UInt8]) -> [UInt8] {
    var mac = begin(scope: scope, text: text)
    return mac.finalize()
  }

  /// Whether `expected` is the layer's MAC, in constant time.
  func isMAC(_ expected: [UInt8], scope: FileScope, text: [UInt8]) -> Bool {
    var mac = begin(scope: scope, text: text)
    return mac.isValid(expected.span)
  }

  private func begin(scope: FileScope, text: [UInt8]) -> HMACSHA256 {
    var head = scope.prefix("seal/v1 layer")
    let count = UInt32(text.count)
    head.append(contentsOf: [UInt8(count >> 24), UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255)])
    return macKey.withBytes { macKey in
      var mac = HMACSHA256(key: macKey)
      mac.update(head.span)
      mac.update(text.span)
      return mac
    }
  }
}
