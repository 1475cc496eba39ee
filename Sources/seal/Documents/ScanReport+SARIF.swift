import Delivery
import Sealing
import Workspace

extension ScanReport {
  /// SARIF 2.1.0 (OASIS), from which code hosts show findings beside the lines.
  var sarif: JSON {
    let driver: [(String, JSON)] = [
      ("name", .string("seal")), ("version", .string(Release.version)), ("rules", .array(ScanRule.all.map(\.sarif))),
    ]
    let notifications = failures.map(\.reason).map { ("error", $0) } + notes.map { ("note", $0) }
    let invocation: [(String, JSON)] = [
      ("executionSuccessful", .bool(failures.isEmpty)),
      (
        "toolExecutionNotifications",
        .array(
          notifications.map { level, text in .object([("level", .string(level)), ("message", Self.message(text))]) })
      ),
    ]
    let run: [(String, JSON)] = [
      ("tool", .object([("driver", .object(driver))])), ("invocations", .array([.object(invocation)])),
      // 3.14.17: columns are counted as editors do, not in UTF-16.
      ("columnKind", .string("unicodeCodePoints")), ("results", .array(findings.map(\.sarif))),
    ]
    return .object([
      ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")), ("version", .string("2.1.0")),
      ("runs", .array([.object(run)])),
    ])
  }

  fileprivate static func message(_ text: String) -> JSON { .object([("text", .string(text))]) }
}

extension ScanRule {
  fileprivate var sarif: JSON {
    .object([
      ("id", .string(id)), ("shortDescription", ScanReport.message(title)), ("help", ScanReport.message(hint)),
      ("defaultConfiguration", .object([("level", .string("error"))])),
    ])
  }
}

extension Finding {
  /// The region is that of the name or the first word: its end would tell the length of the value.
  fileprivate var sarif: JSON {
    let region: [(String, JSON)] = [
      ("startLine", .number(UInt64(line))), ("startColumn", .number(UInt64(column))),
      ("endColumn", .number(UInt64(column + width))),
    ]
    let location: [(String, JSON)] = [
      ("artifactLocation", .object([("uri", .string(Self.uri(path)))])), ("region", .object(region)),
    ]
    var result: [(String, JSON)] = [
      ("ruleId", .string(rule.id)), ("ruleIndex", .number(UInt64(ScanRule.all.firstIndex(of: rule) ?? 0))),
      ("level", .string("error")),
      ("message", ScanReport.message(commit.map { "\(text) (commit \($0.prefix(12)))" } ?? text)),
      ("locations", .array([.object([("physicalLocation", .object(location))])])),
      ("partialFingerprints", .object([("sealSubject/v1", .string("\(rule.id) \(path) \(subject)"))])),
    ]
    switch state {
    case .new: break
    case .allowed: result.append(("suppressions", .array([.object([("kind", .string("inSource"))])])))
    case .accepted: result.append(("suppressions", .array([.object([("kind", .string("external"))])])))
    }
    return .object(result)
  }

  /// A relative reference (RFC 3986): all but letters, digits and a few marks in percent.
  private static func uri(_ path: String) -> String {
    path.utf8.map { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E: String(Unicode.Scalar(byte))
      default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }.joined()
  }
}
