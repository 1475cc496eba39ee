import Sealing
import Workspace

/// A sealed file that is about to change.
struct EditTarget {
  let entry: SealedDocument.Entry
  let base: VerifiedFile
  /// Whom a new layer is for; nobody where an identity changes values in place.
  let recipients: [LabelledRecipient]
  /// What it was held against.
  let policy: Policy
  /// The part that is to be made beside `entry`, for keys that no file of the name has yet; nil where `entry` itself changes.
  var newPart: PartLabel?
  /// Those of the keys to change that it has, or is to get.
  var keys: [String] = []

  /// The name that a pod asks for.
  var name: String { entry.name }

  /// The name of the entry that changes.
  var entryName: String { newPart?.entryName(of: name) ?? base.entryName }

  func holds(_ key: String) -> Bool { base.file.values.contains { $0.key == key } }
}
