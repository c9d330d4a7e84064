// swift-tools-version: 6.2
import PackageDescription

// Firmware modules import nothing but each other and are also built with Embedded Swift for Cortex-M4 and
// RISC-V (`tools/firmware`), from these same sources.
let package = Package(
  name: "swift-meter",
  products: [
    .library(name: "MeterCore", targets: ["MeterCore"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    .package(url: "https://github.com/CoreOffice/XMLCoder", from: "0.18.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .target(name: "HAL", path: "hal/HAL"),
    .target(name: "MeterCore", dependencies: ["HAL"]),
    .target(name: "COSEM", dependencies: ["HAL"]),
    .target(name: "DataLink"),
    .target(name: "Outstation", dependencies: ["MeterCore", "COSEM", "DataLink", "HAL"]),

    // HAL on Linux, on simulated loads, and for tests.
    .target(name: "CGPIOD", path: "hal/CGPIOD", publicHeadersPath: "include"),
    .systemLibrary(
      name: "CSerialPort", path: "hal/CSerialPort", pkgConfig: "libserialport",
      providers: [.apt(["libserialport-dev"])]),
    .systemLibrary(
      name: "CSystemd", path: "hal/CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
    .target(name: "CLinux", path: "hal/CLinux"),
    .target(
      name: "LinuxHAL", dependencies: ["HAL", "CGPIOD", "CSerialPort", "CLinux"], path: "hal/LinuxHAL"),
    .target(name: "SimulatedHAL", dependencies: ["HAL"], path: "hal/SimulatedHAL"),
    .target(name: "MockHAL", dependencies: ["HAL"], path: "hal/MockHAL"),

    // Around the meter.
    .target(
      name: "OutstationService",
      dependencies: ["Outstation", "COSEM", "DataLink", "LinuxHAL", "CLinux", "HAL"]),
    .target(name: "Instation", dependencies: ["COSEM", "DataLink", "HAL", "LinuxHAL"]),
    .target(
      name: "Archive",
      dependencies: [
        "Instation", "COSEM", "MeterCore", "Settlement", .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .target(name: "Settlement"),
    .target(name: "Fleet", dependencies: ["MeterCore", "Settlement"]),
    .target(
      name: "Bench",
      dependencies: [
        "MeterCore", "Settlement", "Instation", "COSEM", "HAL",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Yams", package: "Yams"),
      ]),
    // The live page of a bench run.
    .target(
      name: "Witness", dependencies: ["Bench", "LocalPages"]),
    .target(
      name: "GBCS",
      dependencies: [
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "XMLCoder", package: "XMLCoder"),
      ]),
    .target(name: "LiveESME", dependencies: ["GBCS", "MeterCore", "HAL"]),
    // Pages that only read, on the loopback of this machine.
    .target(
      name: "LocalPages",
      dependencies: [
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    .target(
      name: "ChargePoint",
      dependencies: [
        "MeterCore",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),
    .target(
      name: "Gateway",
      dependencies: [
        "MeterCore", "HAL", "LinuxHAL", "SimulatedHAL", "Settlement", "CSystemd", "CLinux",
        "Outstation", "OutstationService", "COSEM", "DataLink", "Instation", "Archive", "LocalPages",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Yams", package: "Yams"),
      ],
      resources: [.embedInCode("Page/meter.html")]),
    .target(
      name: "ESMEService",
      dependencies: [
        "LiveESME", "GBCS", "Gateway", "Settlement", "MeterCore", "LinuxHAL", "HAL",
        .product(name: "Yams", package: "Yams"),
      ]),
    .executableTarget(
      name: "meter",
      dependencies: [
        "Gateway", "Settlement", "Fleet", "Bench", "Witness", "GBCS", "LiveESME", "ESMEService", "MeterCore",
        "HAL", "LinuxHAL", "Outstation", "OutstationService", "COSEM", "DataLink", "ChargePoint",
        "Instation", "Archive", "LocalPages",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Bare metal: start-up, linker script and memory of each board; the firmwares are the same for all of them.
    .target(name: "CBoard", path: "boards/interface"),
    .target(
      name: "CBoardMPS2", dependencies: ["CBoard"], path: "boards/mps2-an386", exclude: ["link.ld"],
      publicHeadersPath: "."),
    .target(
      name: "CBoardRISCV", dependencies: ["CBoard"], path: "boards/riscv-virt", exclude: ["link.ld"],
      publicHeadersPath: "."),
    .target(name: "BoardConsole", dependencies: ["MeterCore", "HAL", "CBoard"], path: "boards/console"),
    .executableTarget(
      name: "firmware",
      dependencies: [
        "MeterCore", "COSEM", "DataLink", "Outstation", "HAL", "BoardConsole", "CBoard", "CBoardMPS2",
        "CBoardRISCV",
      ],
      path: "boards/firmware", exclude: ["README.md"]),
    .executableTarget(
      name: "firmware-samples",
      dependencies: ["MeterCore", "HAL", "BoardConsole", "CBoard", "CBoardMPS2", "CBoardRISCV"],
      path: "boards/firmware-samples", exclude: ["README.md"]),

    .executableTarget(
      name: "pulse-benchmark", dependencies: ["MeterCore", "HAL", "LinuxHAL"],
      path: "Benchmarks/PulseBenchmark"),
    .executableTarget(
      name: "fleet-benchmark", dependencies: ["Fleet", "MeterCore", "Settlement"],
      path: "Benchmarks/FleetBenchmark"),
    // A client and a meter on a line of virtual time, for tests and benchmarks of the instation.
    .target(
      name: "LineModel",
      dependencies: ["Instation", "Outstation", "OutstationService", "COSEM", "DataLink", "HAL"],
      path: "Benchmarks/LineModel"),
    .executableTarget(
      name: "line-benchmark",
      dependencies: [
        "LineModel", "Instation", "Outstation", "OutstationService", "DataLink", "LinuxHAL", "HAL",
      ],
      path: "Benchmarks/LineBenchmark", exclude: ["Peers"]),
    // What Tests/Interop/test_apdu.py has foreign decoders read.
    .executableTarget(
      name: "apdu-samples", dependencies: ["COSEM", "HAL"], path: "Benchmarks/APDUSamples"),
    // What the Python oracles of Tests/Readings and Tests/Settlement drive.
    .executableTarget(
      name: "settlement-peer", dependencies: ["MeterCore", "Settlement"], path: "Tests/SettlementPeer"),

    // Synthetic sampled signals for tests and benchmarks.
    .target(name: "Waveforms", path: "Benchmarks/Waveforms"),
    .executableTarget(
      name: "sample-accuracy", dependencies: ["MeterCore", "Waveforms"], path: "Benchmarks/SampleAccuracy"),

    .testTarget(
      name: "MeterCoreTests", dependencies: ["MeterCore", "HAL", "MockHAL", "Waveforms"],
      exclude: ["Parties/access-matrix.csv"]),
    .testTarget(name: "COSEMTests", dependencies: ["COSEM", "HAL"]),
    .testTarget(name: "DataLinkTests", dependencies: ["DataLink"]),
    .testTarget(
      name: "OutstationTests",
      dependencies: ["LineModel", "Outstation", "OutstationService", "COSEM", "HAL", "MeterCore", "MockHAL"]),
    .testTarget(
      name: "InstationTests",
      dependencies: ["Instation", "Archive", "LineModel", "COSEM", "DataLink", "Outstation", "HAL"]),
    .testTarget(
      name: "ArchiveTests",
      dependencies: [
        "Archive", "Instation", "LineModel", "MeterCore", "COSEM", "HAL",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(name: "MockHALTests", dependencies: ["MockHAL", "HAL"]),
    .testTarget(name: "SimulatedHALTests", dependencies: ["SimulatedHAL", "HAL"]),
    .testTarget(name: "LinuxHALTests", dependencies: ["LinuxHAL", "MockHAL", "HAL"]),
    .testTarget(name: "LocalPagesTests", dependencies: ["LocalPages"]),
    .testTarget(name: "SettlementTests", dependencies: ["Settlement"]),
    .testTarget(
      name: "BenchTests",
      dependencies: [
        "Bench", "Settlement", "Instation", "Outstation", "OutstationService", "COSEM", "DataLink", "HAL",
      ]),
    .testTarget(name: "FleetTests", dependencies: ["Fleet", "MeterCore", "Settlement", "MockHAL"]),
    .testTarget(
      name: "GBCSTests",
      dependencies: [
        "GBCS", "LiveESME", "MeterCore", "HAL", "MockHAL", .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .testTarget(
      name: "ESMEServiceTests", dependencies: ["ESMEService", "GBCS", "Gateway", "MeterCore", "HAL"]),
    .testTarget(
      name: "ChargePointTests",
      dependencies: [
        "ChargePoint", "MeterCore",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ]),
    .testTarget(
      name: "GatewayTests",
      dependencies: [
        "Gateway", "MeterCore", "HAL", "COSEM", "Outstation", .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
