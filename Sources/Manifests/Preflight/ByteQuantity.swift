/// Amounts of memory as Kubernetes writes them: `64Mi`, `0.5G`, `1e6`, `1048576`.
enum ByteQuantity {
  /// The bytes, rounded up; nil for what is no amount.
  static func bytes(_ text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let suffix = String(text[digits.endIndex...])
    guard let number = Double(String(digits)) else { return nil }
    guard let factor = factors[suffix] ?? exponent(suffix) else { return nil }
    let bytes = (number * factor).rounded(.up)
    return bytes < 1e18 ? Int(bytes) : nil
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
