/// A `to` line: whom the sealer says a layer is wrapped to. Nothing but the layer's MAC and the signature binds it to the
/// envelope: it is for people.
package struct RecipientClaim: Hashable, Sendable {
  package let label: String
  /// `SHA256:` and 43 digits of base64.
  package let fingerprint: String
}
