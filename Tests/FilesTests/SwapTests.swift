import Testing

@testable import Files

@Suite struct SwapTests {
  private let heading = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
  private let mounts = """
    22 28 0:20 / /proc rw,nosuid - proc proc rw
    31 28 0:27 / /seal/secrets rw,nosuid - tmpfs tmpfs rw,size=1024k
    32 28 0:28 / /dev/shm rw,nosuid - tmpfs tmpfs rw,noswap,size=1024k

    """

  @Test func `a tmpfs is swapped where there is swap and it isn't kept out of it (row 61)`() {
    let swap = heading + "/dev/sda2 partition 1048572 0 -2\n"
    #expect(Swap.mayTake(device: "0:27", swaps: swap, mounts: mounts))
    #expect(!Swap.mayTake(device: "0:28", swaps: swap, mounts: mounts))
    #expect(!Swap.mayTake(device: "0:27", swaps: heading, mounts: mounts))
    #expect(!Swap.mayTake(device: "0:2", swaps: swap, mounts: mounts))
    #expect(!Swap.mayTake(device: "0:27", swaps: "", mounts: ""))
  }
}
