import Testing

@testable import Workspace

@Suite struct ParallelTests {
  @Test func `results stand in the order of the items`() {
    let squares = Parallel.map(Array(0..<1000)) { $0 * $0 }
    #expect(squares == (0..<1000).map { $0 * $0 })
  }

  @Test func `nothing gives nothing`() {
    #expect(Parallel.map([Int]()) { $0 }.isEmpty)
  }
}
