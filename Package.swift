// swift-tools-version: 6.2

import PackageDescription

/// Warnings are errors where `scripts/test` asks for it, and only there: a newer toolchain's new warning must
/// not stop somebody's build.
let strict = Context.environment["INGOT_STRICT"] == "1"

let settings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ] + (strict ? [.treatAllWarnings(as: .error)] : [])

/// One library target of the project and the layer it lives in; see docs/architecture.md.
struct Module {
    let layer: Int
    let name: String
    let dependencies: [String]
    let tested: Bool

    init(_ layer: Int, _ name: String, _ dependencies: [String] = [], tested: Bool = true) {
        self.layer = layer
        self.name = name
        self.dependencies = dependencies
        self.tested = tested
    }
}

let modules: [Module] = [
    // Layer 0: words.
    Module(0, "Diagnostics"),
    Module(0, "BuildEvents"),
    Module(0, "AsyncSupport"),
    // Layer 1: means.
    Module(1, "HostOS", ["Diagnostics", "AsyncSupport", "CHostShims"]),
    Module(1, "Cryptography", ["CLibcrypto", "CLibcrypt"]),
    Module(1, "JSONText", ["Diagnostics"]),
    Module(1, "XMLText"),
    Module(1, "YAMLText", ["CLibyaml"]),
    Module(1, "Compression", ["CZlib"]),
    Module(1, "GoTemplate", ["Diagnostics"]),
    Module(1, "RegularExpressions", ["CRE2"]),
    // Layer 2: formats and wires.
    Module(2, "HCLSyntax", ["Diagnostics", "JSONText"]),
    Module(2, "HCLValues", ["Diagnostics", "JSONText", "GoTemplate"]),
    Module(
        2, "HTTP",
        ["Diagnostics", "HostOS", "BuildEvents", "AsyncSupport", "Cryptography", "CLibcurl", "CLibmicrohttpd"]),
    Module(2, "QMP", ["HostOS", "JSONText", "AsyncSupport"]),
    Module(2, "RFB", ["HostOS", "AsyncSupport", "Cryptography"]),
    Module(2, "SSH", ["HostOS", "AsyncSupport", "BuildEvents", "Diagnostics", "Cryptography", "CLibssh"]),
    Module(2, "GuestAgent", ["HostOS", "AsyncSupport", "Diagnostics", "JSONText", "Cryptography"]),
    Module(2, "Archives", ["HostOS", "Diagnostics", "CLibarchive", "CLibdeflate"]),
    // Layer 3: contracts.
    Module(
        3, "HCLEvaluation",
        [
            "HCLValues", "HCLSyntax", "JSONText", "YAMLText", "Compression", "GoTemplate", "Cryptography", "HostOS",
            "Diagnostics", "RegularExpressions",
        ]),
    Module(3, "ScreenReading", ["Compression"]),
    Module(
        3, "AmazonWebServices",
        [
            "HTTP", "XMLText", "JSONText", "HCLValues", "Cryptography", "HostOS", "AsyncSupport", "BuildEvents",
            "Diagnostics",
        ]),
    Module(
        3, "GoogleCloud",
        ["HTTP", "JSONText", "HCLValues", "Cryptography", "HostOS", "AsyncSupport", "BuildEvents", "Diagnostics"]),
    Module(3, "SoftwareBill", ["JSONText", "Cryptography", "HCLValues"]),
    Module(3, "Attestation", ["JSONText", "Cryptography"]),
    Module(3, "WinRM", ["HTTP", "XMLText", "Cryptography", "HostOS", "Diagnostics", "AsyncSupport"]),
    Module(3, "GuestFS", ["HostOS", "AsyncSupport", "Diagnostics", "CLibguestfs"]),
    Module(3, "ComponentAPI", ["Diagnostics", "BuildEvents", "AsyncSupport", "HCLValues", "GoTemplate", "HostOS"]),
    // Layer 4: machinery.
    Module(
        4, "Templates",
        [
            "ComponentAPI", "BuildEvents", "HCLEvaluation", "HCLSyntax", "HCLValues", "GoTemplate", "JSONText",
            "Diagnostics", "HostOS",
        ]),
    Module(4, "Pipeline", ["ComponentAPI", "HCLValues", "AsyncSupport", "BuildEvents", "Diagnostics", "HostOS"]),
    Module(
        4, "Communicators",
        [
            "ComponentAPI", "SSH", "WinRM", "GuestAgent", "GuestFS", "HostOS", "AsyncSupport", "Diagnostics",
            "BuildEvents", "JSONText", "HTTP",
        ]),
    Module(
        4, "Downloads",
        [
            "ComponentAPI", "HTTP", "Cryptography", "HostOS", "AsyncSupport", "Diagnostics", "BuildEvents", "JSONText",
            "Archives",
        ]),
    Module(
        4, "BootCommand",
        ["RFB", "GoTemplate", "Diagnostics", "AsyncSupport", "ScreenReading", "RegularExpressions"]),
    Module(
        4, "OpticalReading", ["ScreenReading", "HostOS", "Diagnostics", "CLibtesseract"]),
    Module(4, "QEMU", ["ComponentAPI", "QMP", "HostOS", "AsyncSupport", "Diagnostics", "BuildEvents", "JSONText"]),
    Module(4, "BuildReport", ["BuildEvents", "Diagnostics", "HostOS", "JSONText", "Cryptography"]),
    Module(
        4, "Scripts",
        [
            "ComponentAPI", "WinRM", "Cryptography", "HostOS", "Diagnostics", "BuildEvents", "GoTemplate", "HCLValues",
            "AsyncSupport",
        ]),
    Module(
        4, "SSHAdapter",
        ["ComponentAPI", "SSH", "HostOS", "AsyncSupport", "Diagnostics", "BuildEvents", "Cryptography"]),
    Module(
        4, "SecretStores",
        [
            "HTTP", "HCLValues", "JSONText", "Cryptography", "HostOS", "Diagnostics", "AsyncSupport", "BuildEvents",
            "AmazonWebServices",
        ]),
    Module(
        4, "CloudAccess",
        [
            "ComponentAPI", "AmazonWebServices", "GoogleCloud", "HTTP", "HostOS", "HCLValues", "BuildEvents",
            "Diagnostics",
        ]),
    // Layer 5: components.
    Module(
        5, "BasicBuilders",
        [
            "ComponentAPI", "Communicators", "SSH", "HostOS", "AsyncSupport", "Diagnostics", "BuildEvents", "HCLValues",
        ]),
    Module(
        5, "QEMUBuilder",
        [
            "ComponentAPI", "QEMU", "QMP", "RFB", "BootCommand", "Communicators", "Downloads", "HTTP", "SSH", "HostOS",
            "AsyncSupport", "Diagnostics", "BuildEvents", "GoTemplate", "HCLValues", "Cryptography", "JSONText",
            "ScreenReading", "OpticalReading", "BuildReport", "GuestAgent", "GuestFS",
        ]),
    Module(
        5, "DataSources",
        [
            "ComponentAPI", "HTTP", "HCLValues", "Diagnostics", "BuildEvents", "HostOS", "AmazonWebServices",
            "CloudAccess",
        ]),
    Module(
        5, "Provisioners",
        [
            "ComponentAPI", "Scripts", "Communicators", "SSH", "WinRM", "Cryptography", "HostOS", "Diagnostics",
            "BuildEvents", "GoTemplate", "HCLValues", "AsyncSupport", "SoftwareBill",
            "GuestFS", "RegularExpressions",
        ]),
    Module(
        5, "ConfigurationManagement",
        [
            "ComponentAPI", "SSHAdapter", "Communicators", "SSH", "WinRM", "Scripts", "Cryptography", "HostOS",
            "AsyncSupport", "Diagnostics", "BuildEvents", "GoTemplate", "HCLValues", "JSONText",
        ]),
    Module(
        5, "PostProcessors",
        [
            "ComponentAPI", "Scripts", "Cryptography", "HostOS", "JSONText", "Diagnostics", "BuildEvents", "GoTemplate",
            "HCLValues", "AsyncSupport", "Archives", "QEMU", "HTTP", "XMLText", "SSH", "Attestation", "GuestFS",
            "AmazonWebServices", "GoogleCloud", "CloudAccess",
        ]),
    // Layer 6: the surface.
    Module(
        6, "IngotCommands",
        [
            "Templates", "Pipeline", "ComponentAPI", "BasicBuilders", "QEMUBuilder", "DataSources", "Provisioners",
            "ConfigurationManagement", "PostProcessors", "HCLEvaluation", "HCLSyntax", "HCLValues", "Diagnostics",
            "BuildEvents", "HostOS", "AsyncSupport", "Communicators", "Cryptography", "GoTemplate", "SecretStores",
            "BuildReport", "Downloads", "Attestation", "JSONText",
        ]),
]

/// C code and C libraries: the one Swift target that may import each is the one that lists it above.
let systemLibraries: [(name: String, pkgConfig: String?, packages: [String])] = [
    ("CLibre2", "re2", ["libre2-dev"]),
    ("CLibyaml", "yaml-0.1", ["libyaml-dev"]),
    ("CZlib", "zlib", ["zlib1g-dev"]),
    ("CLibcrypt", "libcrypt", ["libcrypt-dev"]),
]
/// Packed relocations, and no table of the program's own symbols.
///
/// Both are read at each start otherwise, a tenth of what a command that does little needs of memory. The linker that
/// can pack is part of every toolchain.
let linkerFlags = [
    "-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-Xlinker", "--no-export-dynamic",
]

let layerOf = Dictionary(uniqueKeysWithValues: modules.map { ($0.name, $0.layer) })

/// The layers hold because the manifest refuses an arrow that does not point down.
func checked(_ module: Module) -> Module {
    for dependency in module.dependencies {
        guard let layer = layerOf[dependency] else { continue }
        guard layer < module.layer else {
            fatalError("\(module.name) may not depend on \(dependency): it is not in a lower layer")
        }
    }
    return module
}

var targets: [Target] = systemLibraries.map {
    .systemLibrary(
        name: $0.name, path: "Sources/SystemLibraries/\($0.name)", pkgConfig: $0.pkgConfig,
        providers: [.apt($0.packages)])
}
targets += [
    .target(name: "CHostShims"),
    // Not system library targets, which would link the libraries; see their headers.
    .target(name: "CLoading"),
    .target(name: "CLibcrypto", dependencies: ["CLoading"]),
    .target(name: "CLibssh", dependencies: ["CLoading"]),
    .target(name: "CLibcurl"),
    .target(name: "CLibmicrohttpd"),
    .target(name: "CLibarchive"),
    .target(name: "CLibdeflate"),
    .target(name: "CLibguestfs"),
    .target(name: "CLibtesseract"),
    .target(
        name: "CRE2", dependencies: ["CLibre2"], linkerSettings: [.linkedLibrary("re2"), .linkedLibrary("stdc++")]),
]
for module in modules.map(checked) {
    targets.append(
        .target(
            name: module.name, dependencies: module.dependencies.map { .byName(name: $0) }, swiftSettings: settings))
    guard module.tested else { continue }
    targets.append(
        .testTarget(
            name: "\(module.name)Tests",
            dependencies: [.byName(name: module.name), "TestSupport"] + module.dependencies.map { .byName(name: $0) },
            swiftSettings: settings))
}
targets += [
    .executableTarget(
        name: "ingot", dependencies: ["IngotCommands"], swiftSettings: settings,
        linkerSettings: [.unsafeFlags(linkerFlags, .when(platforms: [.linux], configuration: .release))]),
    .target(
        name: "TestSupport",
        dependencies: [
            "Diagnostics", "BuildEvents", "HostOS", "AsyncSupport", "ComponentAPI", "GoTemplate", "HCLValues",
            "Cryptography", "WinRM", "HTTP",
        ],
        path: "Tests/TestSupport",
        swiftSettings: settings),
    .testTarget(
        name: "EndToEndTests", dependencies: ["TestSupport", "HostOS", "JSONText", "AsyncSupport", "HTTP"],
        swiftSettings: settings),
]

let package = Package(
    name: "ingot",
    products: [
        .executable(name: "ingot", targets: ["ingot"]),
        .library(name: "HCL", targets: ["HCLSyntax", "HCLValues", "HCLEvaluation", "Diagnostics"]),
        .library(name: "BootCommand", targets: ["BootCommand"]),
        .library(name: "ScreenReading", targets: ["ScreenReading"]),
        .library(name: "OpticalReading", targets: ["OpticalReading"]),
        .library(name: "QEMUBuilder", targets: ["QEMUBuilder"]),
    ],
    targets: targets,
    cxxLanguageStandard: .cxx17
)
