import BuildEvents
import ComponentAPI
import HostOS
import Scripts

/// Brings Salt's files to places that only root may write to: uploaded to the login's home, then moved.
struct SaltStaging: Sendable {
    let guest: ManagedGuest
    let folder: String
    /// Part of the names in the login's home, so that nothing of the user's is met.
    private let mark = ElevatedTask.identifier()

    init(guest: ManagedGuest, folder: String) {
        self.guest = guest
        self.folder = folder
    }

    func make() async throws {
        guest.log.message("Creating remote temporary directory: \(folder)")
        try await makeFolder(folder)
    }

    /// Makes a file of this host the file of that name in a folder.
    func installFile(_ source: String, _ name: String, in target: String) async throws {
        guest.log.message("Uploading \(name) from: \(source)")
        try await guest.uploadFile(source, to: home(name))
        try await move(home(name), to: "\(folder)/\(name)")
        try await makeFolder(target)
        try await move("\(folder)/\(name)", to: "\(target)/\(name)")
    }

    /// Makes a folder of this host the folder `target`, in place of what is there.
    ///
    /// - Parameter parts: more folders, by their names in the new one.
    func installTree(
        _ source: String, _ name: String, adding parts: [(name: String, path: String)] = [], at target: String
    ) async throws {
        guest.log.message("Uploading \(name) from: \(source)")
        try await guest.communicator.uploadDirectory(source.hasSuffix("/") ? source : source + "/", to: home(name))
        for part in parts {
            try await guest.communicator.uploadDirectory(part.path + "/", to: "\(home(name))/\(part.name)")
        }
        // The history of the states is of no use on the machine.
        if HostFiles.exists(source + "/.git") {
            try await guest.require(guest.commands.remove("\(home(name))/.git"), "remove .git on the machine")
        }
        try await move(home(name), to: "\(folder)/\(name)")
        // A folder would be moved into one that is there.
        try await guest.require(guest.commands.remove(target), "remove \(target) on the machine")
        try await move("\(folder)/\(name)", to: target)
    }

    /// Relative to where the login begins.
    private func home(_ name: String) -> String { "packer-salt-\(mark)-\(name)" }

    private func makeFolder(_ path: String) async throws {
        try await guest.require(guest.commands.makeFolder(path), "make the folder \(path) on the machine")
    }

    private func move(_ path: String, to target: String) async throws {
        guest.log.message("Moving \(path) to \(target)")
        try await guest.require(
            guest.commands.move(path, to: target), "move \(path) to \(target) on the machine",
            advice: ["The folder above \(target) has to be there."])
    }
}
