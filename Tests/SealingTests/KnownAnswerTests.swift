import Primitives
import Testing

@testable import Sealing

/// The known answers of the specification, section 3, from an independent model.
@Suite struct KnownAnswerTests {
  let key = DataKey(SecretBytes(count: 32) { bytes in for index in 0..<32 { bytes[index] = UInt8(index) } })
  let scope = FileScope(namespace: "payments", name: "app-db")
  let id = "0011223344556677"

  @Test func `the associated data prefixes each part with its length`() {
    let data = DataKey.associatedData(scope: scope, layer: id, key: "DB_PASSWORD")
    #expect(
      Hex.encode(data)
        == "0000000d7365616c2f76312076616c7565000000087061796d656e7473000000066170702d6462000000103030313132323333343435353636"
        + "37370000000b44425f50415353574f5244")
  }

  @Test func `a value seals to the known bytes`() {
    let value = secret("correct horse battery staple")
    let blob = value.bytes.withBytes {
      key.seal($0, scope: scope, layer: id, key: "DB_PASSWORD", nonce: Array(0x40...0x57))
    }
    #expect(
      String(decoding: Base64.encode(blob.span, padding: .none), as: UTF8.self)
        == "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXmioBABfZlgEpLFaK53L5+4hONtzXvUu6icoffgw/JNrZRXfxjWP0/yUXnMC2r+MAkduOZ3tg9TBv"
        + "UoFyccHwo55ckJnO3rchYgl5RoenU8A")
  }

  @Test func `the keys of a layer are the known ones`() {
    let dataKey = (0..<32).map { UInt8($0) }
    for (info, expected) in [
      ("seal/v1 value", "6b8fac68415eff514621db004adb396621bcf7ef8efc7fb2eb75a668bebf7199"),
      ("seal/v1 mac", "ae79f7f389cc7d2937c03c86c7c4c3f3322916490ac294717e18a12d081ff909"),
    ] {
      let salt: [UInt8] = []
      let derived = HKDF.sha256(secret: dataKey.span, salt: salt.span, info: Array(info.utf8).span, count: 32)
      #expect(Hex.encode(derived.withBytes { bytes in bytes.indices.map { bytes[$0] } }) == expected)
    }
  }

  @Test func `the payload of an envelope names its layer and gives the key back`() {
    let payload = key.payload(layer: id)
    #expect(payload.count == 73)
    let parsed = DataKey.parse(payload: payload, layer: id)
    #expect(parsed?.mac(scope: scope, text: []) == key.mac(scope: scope, text: []))
    let ofAnother = DataKey.parse(payload: payload, layer: "0011223344556678")
    #expect(ofAnother == nil)
  }
}
