import Delivery
import Sealing
import Testing

@Suite struct SelectionTests {
  private typealias Names = [(name: String, keys: [String])]

  private let app: Names = [("app", ["password", "tls.crt", "url"])]
  private let both: Names = [("app", ["password", "url"]), ("db", ["password", "user"])]

  /// What variables there are, as `key=NAME`.
  private func variables(
    of names: Names, only: [String] = [], except: [String] = [], rename: [String] = [], prefix: [String] = []
  ) throws(SealError) -> [[String]] {
    let selection = try Selection(only: only, except: except, rename: rename, prefix: prefix)
    return try selection.variables(of: names).map { $0.map { "\($0.key)=\($0.name)" } }
  }

  @Test func `without an option every value keeps its name`() throws {
    #expect(Selection.all.isEmpty)
    let variables = try Selection.all.variables(of: both)
    #expect(variables.map { $0.map(\.name) } == [["password", "url"], ["password", "user"]])
    #expect(variables.map { $0.map(\.index) } == [[0, 1], [0, 1]])
  }

  @Test func `values are chosen by their keys, or by their names and keys`() throws {
    #expect(try variables(of: both, only: ["password"]) == [["password=password"], ["password=password"]])
    #expect(try variables(of: both, only: ["app/password", "user"]) == [["password=password"], ["user=user"]])
    #expect(try variables(of: both, except: ["db/password"]) == [["password=password", "url=url"], ["user=user"]])
    #expect(try variables(of: both, only: ["password"], except: ["app/password"]) == [[], ["password=password"]])
  }

  @Test func `the place of a chosen value is its place among all`() throws {
    let selection = try Selection(only: ["url"], except: [], rename: [], prefix: [])
    #expect(try selection.variables(of: app) == [[EnvVariable(index: 2, key: "url", name: "url")]])
  }

  @Test func `a name is given first and the prefix goes to the others`() throws {
    let variables = try variables(of: app, rename: ["tls.crt=TLS_CRT"], prefix: ["DB_"])
    #expect(variables == [["password=DB_password", "tls.crt=TLS_CRT", "url=DB_url"]])
  }

  @Test func `what is said of one name comes before what is said of all`() throws {
    let renamed = try variables(of: both, rename: ["password=PW", "db/password=DB_PW"])
    #expect(renamed == [["password=PW", "url=url"], ["password=DB_PW", "user=user"]])
    let prefixed = try variables(of: both, prefix: ["X_", "db=DB_"])
    #expect(prefixed == [["password=X_password", "url=X_url"], ["password=DB_password", "user=DB_user"]])
  }

  @Test func `two values may change their names`() throws {
    #expect(
      try variables(of: app, only: ["password", "url"], rename: ["password=url", "url=password"])
        == [["password=url", "url=password"]])
  }

  @Test(
    arguments: [
      (["pasword"], [], [], []), (["db/url"], [], [], []), (["web/url"], [], [], []), ([], ["Url"], [], []),
      ([], [], ["urls=URL"], []), ([], [], [], ["web=WEB_"]),
    ] as [([String], [String], [String], [String])])
  func `what an option names and isn't there is missing`(
    only: [String], except: [String], rename: [String], prefix: [String]
  ) throws {
    let error = #expect(throws: SealError(.missing, "")) {
      try variables(of: both, only: only, except: except, rename: rename, prefix: prefix)
    }
    let named = try #require((only + except + rename + prefix).first?.split(separator: "=").first)
    #expect(error?.reason.contains("\"\(named)\"") == true)
  }

  @Test(
    arguments: [
      (["password=url"], []), (["password=X_url"], ["X_"]), (["password=SAME", "url=SAME"], []),
    ] as [([String], [String])])
  func `two values that would be one variable are refused by both their names`(rename: [String], prefix: [String]) {
    let error = #expect(throws: SealError(.policy, "")) { try variables(of: both, rename: rename, prefix: prefix) }
    #expect(error?.reason.contains("\"password\" and \"url\" of \"app\"") == true)
  }

  @Test func `a value that isn't chosen can't be given a name`() {
    #expect(throws: SealError(.usage, "")) { try variables(of: app, only: ["url"], rename: ["password=PW"]) }
  }

  @Test(
    arguments: [
      (["a b"], [], [], []), ([""], [], [], []), (["app/"], [], [], []), (["App/url"], [], [], []),
      ([], ["hunter2!"], [], []), ([], [], ["url"], []), ([], [], ["url="], []), ([], [], ["url=a b"], []),
      ([], [], ["url=hunter2!"], []), ([], [], ["url=A=B"], []), ([], [], ["=A"], []), ([], [], [], [""]),
      ([], [], [], ["app="]), ([], [], [], ["hunter2!"]), ([], [], [], ["App=X_"]), ([], [], [], ["X_", "Y_"]),
      ([], [], [], ["app=X_", "app=Y_"]), ([], [], ["url=A", "url=B"], []),
    ] as [([String], [String], [String], [String])])
  func `an option that makes no sense is refused, and no value in it is told`(
    only: [String], except: [String], rename: [String], prefix: [String]
  ) {
    let error = #expect(throws: SealError(.usage, "")) {
      try Selection(only: only, except: except, rename: rename, prefix: prefix)
    }
    #expect(error?.reason.contains("hunter2") == false)
  }

  @Test func `a prefix with which a key is none is refused`() {
    #expect(throws: SealError(.policy, "")) { try variables(of: [("app", [".x"])], prefix: ["."]) }
  }
}
