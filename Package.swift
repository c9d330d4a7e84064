// swift-tools-version: 6.2
import PackageDescription

// Firmware modules import nothing but each other and are also built with Embedded Swift for Cortex-M4 and
// RISC-V (`tools/firmware`), from these same sources.
let package = Package(
  name: "swift-meter",
  products: [
    .library(name: "MeterCore", targets: ["MeterCore"])
  ],
  targets: [
    .target(name: "HAL", path: "hal/HAL"),
    .target(name: "MeterCore", dependencies: ["HAL"]),

    // Bare metal: start-up, linker script and memory of each board, one firmware for all of them.
    .target(name: "CBoardMPS2", path: "boards/mps2-an386", exclude: ["link.ld"]),
    .target(name: "CBoardRISCV", path: "boards/riscv-virt", exclude: ["link.ld"]),
    .executableTarget(
      name: "firmware", dependencies: ["MeterCore", "HAL", "CBoardMPS2", "CBoardRISCV"],
      path: "boards/firmware"),
  ],
  swiftLanguageModes: [.v6]
)
