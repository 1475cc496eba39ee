/// Amounts as Kubernetes writes them, of memory above all: `64Mi`, `0.5G`, `1e6`, `1048576`; and of processors: `250m`.
enum ByteQuantity {
  /// Nil for what is no amount.
  static func amount(_ text: String) -> Double? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let suffix = String(text[digits.endIndex...])
    guard let number = Double(String(digits)) else { return nil }
    guard let factor = factors[suffix] ?? exponent(suffix) else { return nil }
    return number * factor
  }

  static func isLess(_ a: String, _ b: String) -> Bool { (amount(a) ?? 0) < (amount(b) ?? 0) }

  /// The bytes, rounded up; nil for what is no amount.
  static func bytes(_ text: String) -> Int? {
    guard let bytes = amount(text)?.rounded(.up), bytes < 1e18 else { return nil }
    return Int(bytes)
  }

  /// The shortest way to write it that loses nothing.
  static func text(_ bytes: Int) -> String {
    for (suffix, size) in [("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10)] where bytes >= size && bytes % size == 0 {
      return "\(bytes / size)\(suffix)"
    }
    return "\(bytes)"
  }

  private static let factors: [String: Double] = [
    "": 1, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15,
    "Ki": 1024, "Mi": 1_048_576, "Gi": 1_073_741_824, "Ti": 1_099_511_627_776, "Pi": 1_125_899_906_842_624,
  ]

  private static func exponent(_ suffix: String) -> Double? {
    guard suffix.first == "e" || suffix.first == "E", let exponent = Int(suffix.dropFirst()) else { return nil }
    return Double("1e\(exponent)")
  }
}
