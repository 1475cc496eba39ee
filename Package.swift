// swift-tools-version: 6.2
import PackageDescription

/// Every target is held to the same rules: `unsafe` must be said aloud, and a warning is an error.
let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "seal",
  platforms: [.macOS("26.0")],
  products: [
    .executable(name: "seal", targets: ["seal"]),
    .executable(name: "unseal", targets: ["unseal"]),
    .library(name: "Sealing", targets: ["Sealing"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // The two programs.
    .executableTarget(
      name: "seal",
      dependencies: [
        "Workspace", "Manifests", "Delivery", "Sealing", "SSHSignatures", "Age", "Files", "Primitives",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "unseal", dependencies: ["Delivery", "Sealing", "Files", "Primitives"],
      swiftSettings: strict),

    // The rooms between them; an arrow always points down.
    .target(
      name: "Workspace", dependencies: ["Manifests", "Sealing", "SSHSignatures", "Age", "Files", "Primitives"],
      swiftSettings: strict),
    .target(
      name: "Manifests", dependencies: ["Delivery", "Sealing", "Primitives", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
    .target(name: "Delivery", dependencies: ["Sealing", "Files", "Primitives"], swiftSettings: strict),
    .target(name: "Sealing", dependencies: ["Age", "SSHSignatures", "Primitives"], swiftSettings: strict),
    .target(
      name: "Age", dependencies: ["Primitives", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict),
    .target(name: "SSHSignatures", dependencies: ["Files", "Primitives"], swiftSettings: strict),
    .target(name: "Files", dependencies: ["Primitives", "CLinux"], swiftSettings: strict),
    .target(name: "Primitives", dependencies: ["CSodium"], swiftSettings: strict),
    .systemLibrary(name: "CLinux"),
    .systemLibrary(
      name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"]), .brew(["libsodium"])]),

    // The tests mirror them.
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(name: "PrimitivesTests", dependencies: ["Primitives", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "FilesTests", dependencies: ["Files", "Primitives"], swiftSettings: strict),
    .testTarget(name: "AgeTests", dependencies: ["Age", "Primitives", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "SSHSignaturesTests", dependencies: ["SSHSignatures", "Files", "Primitives", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SealingTests", dependencies: ["Sealing", "Age", "SSHSignatures", "Primitives", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "LibraryTests", dependencies: ["Sealing", "Primitives"], packageAccess: false, swiftSettings: strict),
    .testTarget(
      name: "DeliveryTests", dependencies: ["Delivery", "Sealing", "Files", "Primitives", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ManifestsTests", dependencies: ["Manifests", "Sealing", "Primitives", "TestSupport"], swiftSettings: strict
    ),
    .testTarget(
      name: "WorkspaceTests",
      dependencies: [
        "Workspace", "Manifests", "Sealing", "SSHSignatures", "Age", "Files", "Primitives", "TestSupport",
      ],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
