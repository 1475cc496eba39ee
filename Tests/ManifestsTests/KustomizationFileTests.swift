import Testing

@testable import Manifests

@Suite struct KustomizationFileTests {
  private func file(_ text: String) -> KustomizationFile {
    KustomizationFile(Array(text.utf8), path: "kustomization.yaml")
  }
  private func text(_ file: KustomizationFile) -> String { String(decoding: file.bytes, as: UTF8.self) }

  static let list = """
    # head
    resources: [app.yaml]
    configMapGenerator:
      - name: app # ours
        files:
          - app.sealed # main
          - app_b.sealed
          - other.txt
      - name: check
        files: [app.sealed, "x=y.txt"]
      - name: none
        literals: [a=b]
    """

  @Test func `a part is listed wherever its main file is, after the parts that sort before it`() throws {
    let listed = try file(Self.list).listing("app_c.sealed", beside: "app.sealed")
    #expect(
      text(listed)
        == Self.list.replacing("      - app_b.sealed\n", with: "      - app_b.sealed\n      - app_c.sealed\n")
        .replacing("[app.sealed, ", with: "[app.sealed, app_c.sealed, "))
    #expect(try text(listed.listing("app_c.sealed", beside: "app.sealed")) == text(listed))
    let sorted = try text(file(Self.list).listing("app_a.sealed", beside: "app.sealed"))
    #expect(sorted.contains("- app.sealed # main\n      - app_a.sealed\n      - app_b.sealed\n"))
  }

  @Test func `what is listed and then not any more gives the same bytes`() throws {
    for part in ["app_a.sealed", "app_z.sealed"] {
      let listed = try file(Self.list).listing(part, beside: "./app.sealed")
      #expect(try listed.lists(part))
      #expect(try text(listed.unlisting(part)) == Self.list)
    }
  }

  @Test(arguments: ["\r\n", "\n"])
  func `line ends, a byte order mark and other documents stay`(end: String) throws {
    let plain = "\u{FEFF}---\nconfigMapGenerator:\n- files:\n  - sealed/app.sealed\n  name: app\n"
    let listed = try file(plain.replacing("\n", with: end)).listing("sealed/app_a.sealed", beside: "sealed/app.sealed")
    #expect(
      text(listed)
        == plain.replacing("app.sealed\n", with: "app.sealed\n  - sealed/app_a.sealed\n").replacing("\n", with: end))
  }

  @Test func `a main file under a key of its own counts, and a kustomization without it stays as it is`() throws {
    let keyed = "configMapGenerator:\n- name: app\n  files:\n  - app.sealed=prod.sealed\n"
    #expect(try file(keyed).lists("prod.sealed"))
    #expect(try !file(keyed).lists("app.sealed"))
    #expect(try text(file(keyed).listing("app_a.sealed", beside: "prod.sealed")) == keyed + "  - app_a.sealed\n")
    #expect(try text(file(keyed).listing("app_a.sealed", beside: "app.sealed")) == keyed)
    #expect(try file("").parts().isEmpty)
  }

  @Test func `parts are found beside their main files`() throws {
    #expect(try file(Self.list).parts() == [KustomizationFile.Part(main: "app.sealed", file: "app_b.sealed")])
  }
}
