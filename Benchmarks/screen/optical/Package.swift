// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "optical",
    dependencies: [.package(name: "ingot", path: "../../..")],
    targets: [
        .executableTarget(
            name: "optical",
            dependencies: [
                .product(name: "OpticalReading", package: "ingot"), .product(name: "ScreenReading", package: "ingot"),
            ],
            path: "tool")
    ])
