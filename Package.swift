// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "hindcast",
  products: [
    .executable(name: "hindcast", targets: ["hindcast"]),
    .executable(name: "hindcastd", targets: ["hindcastd"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CLzma", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    // Without pkg-config, which would link the shared library: its name changes with every release.
    .systemLibrary(
      name: "CCmarkGFM", providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .systemLibrary(name: "CMalloc"),
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "CSpawn"),
    .target(name: "Records", swiftSettings: strict),
    .target(
      name: "Formats", dependencies: ["Records", .product(name: "Yams", package: "Yams")], swiftSettings: strict,
      plugins: ["EmbedConfig"]),
    .target(
      name: "Tailing", dependencies: ["Records", "CLinux", "CSpawn", "CSystemd", "CZlib", "CLzma", "CZstd"],
      swiftSettings: strict),
    .target(name: "Statistics", dependencies: ["Records"], swiftSettings: strict),
    .target(name: "Detection", dependencies: ["Statistics", "Records"], swiftSettings: strict),
    .target(
      name: "Incidents",
      dependencies: ["Detection", "Statistics", "Records", "CCrypto"],
      swiftSettings: strict),
    .target(
      name: "Store",
      dependencies: ["Incidents", "Records", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: strict),
    .target(
      name: "Pipeline",
      dependencies: [
        "Tailing", "Formats", "Incidents", "Detection", "Statistics", "Store", "Records", "CMalloc", "CZlib",
      ],
      swiftSettings: strict),
    .target(
      name: "Control",
      dependencies: [
        "Pipeline", "Formats", "Store", "Incidents", "Tailing", "Records", "CSpawn",
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict,
      plugins: ["EmbedConfig"]),
    .target(
      name: "Drafting",
      dependencies: ["CCmarkGFM", "Incidents", "Records", .product(name: "Mustache", package: "swift-mustache")],
      swiftSettings: strict,
      plugins: ["EmbedConfig"]),
    .executableTarget(name: "embed-config", swiftSettings: strict),
    .plugin(name: "EmbedConfig", capability: .buildTool(), dependencies: ["embed-config"]),
    .executableTarget(
      name: "hindcast",
      dependencies: [
        "Control", "Drafting", "Pipeline", "Formats", "Store", "Incidents", "Records",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "hindcastd",
      dependencies: [
        "Control", "Drafting", "Pipeline", "Store", "Incidents", "Tailing", "Records", "CSystemd",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(name: "FormatsTests", dependencies: ["Formats", "Records", "LogLab"], swiftSettings: strict),
    .testTarget(name: "RecordsTests", dependencies: ["Records"], swiftSettings: strict),
    .executableTarget(
      name: "journal-reader-for-tests", dependencies: ["Tailing"], path: "Tests/journal-reader-for-tests",
      swiftSettings: strict),
    .testTarget(
      name: "TailingTests",
      dependencies: ["Tailing", "Records", "CSystemd", "CLinux", "LogLab", "journal-reader-for-tests"],
      swiftSettings: strict),
    .target(
      name: "LogLab", dependencies: ["Records", "CZlib", "CLzma", "CZstd"], path: "Tests/LogLab",
      swiftSettings: strict),
    .testTarget(name: "StatisticsTests", dependencies: ["Statistics", "Records", "LogLab"], swiftSettings: strict),
    .testTarget(name: "DetectionTests", dependencies: ["Detection", "Statistics", "LogLab"], swiftSettings: strict),
    .testTarget(
      name: "PipelineTests",
      dependencies: [
        "Pipeline", "Formats", "Tailing", "Store", "Incidents", "Statistics", "Records", "LogLab",
        "journal-reader-for-tests",
      ],
      swiftSettings: strict),
    .target(
      name: "SampleIncidents", dependencies: ["Store", "Incidents", "Records"], path: "Tests/SampleIncidents",
      swiftSettings: strict),
    .testTarget(
      name: "IncidentsTests", dependencies: ["Incidents", "Records", "SampleIncidents"], swiftSettings: strict),
    .executableTarget(
      name: "store-scribe", dependencies: ["Store", "Incidents", "Records", "SampleIncidents"],
      path: "Tests/store-scribe", swiftSettings: strict),
    .testTarget(
      name: "StoreTests",
      dependencies: [
        "store-scribe", "Store", "Incidents", "Records", "SampleIncidents", "LogLab",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .target(
      name: "DaemonLab", dependencies: ["Control", "Store", "Incidents", "Records", "SampleIncidents", "LogLab"],
      path: "Tests/DaemonLab", swiftSettings: strict),
    .testTarget(
      name: "ControlTests",
      dependencies: [
        "DaemonLab", "Control", "Pipeline", "Formats", "Store", "Incidents", "Records", "SampleIncidents", "LogLab",
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "DraftingTests", dependencies: ["Drafting", "Incidents", "Records", "SampleIncidents", "LogLab"],
      swiftSettings: strict),
    .testTarget(
      name: "hindcastdTests",
      dependencies: [
        "hindcastd", "hindcast", "DaemonLab", "Control", "Store", "Incidents", "Records", "SampleIncidents", "LogLab",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "hindcastTests",
      dependencies: [
        "hindcast", "DaemonLab", "Control", "Store", "Incidents", "Records", "SampleIncidents", "LogLab",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
  ]
)
