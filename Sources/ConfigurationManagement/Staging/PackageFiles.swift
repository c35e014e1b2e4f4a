import BuildEvents
import ComponentAPI
import HostOS

/// Packages of this host that install the tool on a machine without a network.
struct PackageFiles: Sendable {
    static let key = OptionKey<[String]>(
        "package_files", default: [],
        "Packages on this host (.deb, .rpm, .msi) that are uploaded and installed before the tool runs; nothing comes "
            + "from the network then.")

    private enum Kind: String {
        case deb
        case rpm
        case msi
    }

    private let paths: [String]
    private let kind: Kind?

    var isEmpty: Bool { paths.isEmpty }

    /// Reads the option; complaints go to the reader.
    init(_ reader: OptionReader, _ system: GuestSystem) {
        paths = reader.value(Self.key)
        let suffixes = Set(paths.map { HostPath.extension($0).lowercased() })
        kind = suffixes.count == 1 ? suffixes.first.flatMap { Kind(rawValue: $0) } : nil
        for (index, path) in paths.enumerated() where HostFiles.kind(of: path, followingLinks: true) != .file {
            reader.error(
                "Missing file", "package_files[\(index)] is invalid: there is no file \(path) on this host.",
                of: Self.key)
        }
        guard !paths.isEmpty else { return }
        if Set(paths.map(HostPath.basename)).count < paths.count {
            reader.error("Invalid packages", "Two of package_files have the same name.", of: Self.key)
        }
        if kind == nil || (kind == .msi) != (system == .windows) {
            let wanted = system == .windows ? "end in .msi" : "all end in .deb, or all in .rpm"
            reader.error(
                "Invalid packages", "package_files of a \(system.rawValue) machine have to \(wanted).", of: Self.key)
        }
    }

    /// Uploads the packages, installs them in their order, and removes what was uploaded.
    ///
    /// - Parameter staging: a folder beside which the packages are put.
    func install(on guest: ManagedGuest, besides staging: String) async throws {
        guard let kind else { return }
        let folder = staging + "-packages"
        try await guest.makeFolder(folder)
        let places = paths.map { "\(folder)/\(HostPath.basename($0))" }
        for (path, place) in zip(paths, places) {
            guest.log.message("Uploading package: \(path)")
            try await guest.uploadFile(path, to: place, mode: 0o644)
        }
        let names = paths.map(HostPath.basename).joined(separator: ", ")
        guest.log.message("Installing \(names)")
        for command in commands(kind, places, guest) {
            let exit = try await guest.run(command)
            // Windows' installer says with this code that all is well and a restart is due.
            guard exit == .status(0) || (kind == .msi && exit == .status(3010)) else {
                throw GuestToolError("Cannot install \(names) on the machine: \(exit.words)")
            }
        }
        try await guest.remove(folder)
    }

    private func commands(_ kind: Kind, _ places: [String], _ guest: ManagedGuest) -> [String] {
        let quoted = places.map(GuestCommands.quoted).joined(separator: " ")
        return switch kind {
        case .deb: [guest.commands.sudo("env DEBIAN_FRONTEND=noninteractive dpkg -i \(quoted)")]
        case .rpm: [guest.commands.sudo("rpm -U --replacepkgs \(quoted)")]
        case .msi:
            // It takes no forward slashes; start waits for it, for it goes on by itself.
            places.map { "start /wait msiexec /qn /norestart /i \"\($0.replacing("/", with: "\\"))\"" }
        }
    }
}
