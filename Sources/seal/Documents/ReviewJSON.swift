import Delivery
import Sealing
import Workspace

/// A review for machines.
enum ReviewJSON {
  static func json(of review: TreeReview, since: String?, until: String?) -> JSON {
    .object([
      ("since", since.map { .string($0) } ?? .null), ("until", until.map { .string($0) } ?? .null),
      ("alerts", .array(review.alerts.map { .string($0.text) })),
      ("files", .array(review.changes.map(json))), ("unknown", .array(review.unknown.map { .string($0) })),
    ])
  }

  static func json(of result: SameValues, since: String?, until: String?) -> JSON {
    .object([
      ("since", since.map { .string($0) } ?? .null), ("until", until.map { .string($0) } ?? .null),
      ("same", .bool(result.areAllSame)), ("opened", .number(UInt64(result.nameCount))),
      (
        "differences",
        .array(
          result.differences.map { difference in
            .object([
              ("file", .string(difference.path)), ("name", .string(difference.name)),
              ("namespace", .string(difference.namespace)), ("key", difference.key.map { .string($0) } ?? .null),
              ("difference", .string(difference.kind.rawValue)),
            ])
          })
      ),
      (
        "failures",
        .array(
          result.failures.map { failure in
            .object([
              ("file", .string(failure.path)), ("class", .string(failure.error.code.name)),
              ("reason", .string(failure.error.reason)),
            ])
          })
      ), ("unknown", .array(result.unknown.map { .string($0) })),
    ])
  }

  private static func json(_ change: ReviewedChange) -> JSON {
    .object([
      ("change", .string(change.kind.rawValue)), ("alerts", .array(change.alerts.map { .string($0.text) })),
      ("old", change.old.map(json) ?? .null), ("new", change.new.map(json) ?? .null),
      (
        "keys",
        .array(
          change.keys.map { key in
            .object([
              ("key", .string(key.key)), ("change", .string(key.change.rawValue)),
              ("sameValue", key.isSame.map { .bool($0) } ?? .null),
              ("elsewhere", key.elsewhere.map { .string($0) } ?? .null),
            ])
          })
      ),
      (
        "recipients",
        .array(
          change.readers.map { reader in
            .object([
              ("label", .string(reader.claim.label)), ("fingerprint", .string(reader.claim.fingerprint)),
              ("change", .string(reader.change.rawValue)), ("layers", .number(UInt64(reader.layerCount))),
              ("oldLabel", reader.oldLabel.map { .string($0) } ?? .null),
            ])
          })
      ), ("rewrappedLayers", .array(change.rewrapped.map { .string($0) })),
    ])
  }

  private static func json(_ version: ReviewedVersion) -> JSON {
    let claims = version.readable
    return .object([
      ("file", .string(version.path)), ("entry", version.entryName.map { .string($0) } ?? .null),
      ("configMap", version.configMap.map { .string($0) } ?? .null),
      ("error", version.failure.map { .string($0.reason) } ?? .null),
      ("name", claims.map { .string($0.name) } ?? .null), ("namespace", claims.map { .string($0.namespace) } ?? .null),
      ("revision", claims.map { .number($0.revision) } ?? .null),
      ("layers", claims.map { .array($0.layers.map { .string($0) }) } ?? .null),
      ("vouched", version.isVouched.map { .bool($0) } ?? .null),
      (
        "signers",
        .array(
          version.signers.map { signer in
            .object([
              ("fingerprint", signer.fingerprint.map { .string($0) } ?? .null),
              ("label", signer.label.map { .string($0) } ?? .null), ("good", .bool(signer.standing != .broken)),
              ("trusted", signer.standing == .unknown ? .null : .bool(signer.standing == .trusted)),
            ])
          })
      ),
    ])
  }
}
