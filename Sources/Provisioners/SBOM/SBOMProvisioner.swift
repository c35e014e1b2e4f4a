import BuildEvents
import ComponentAPI
import GoTemplate
import HostOS
import SoftwareBill

/// `sbom`: writes down which software is installed in the machine.
package struct SBOMProvisioner: Provisioner {
    /// Bytes of a listing or a document; a full desktop with thousands of packages has some MiB.
    private static let sizeLimit = 256 << 20

    let options: SBOMOptions
    let templating: TemplateContext

    package func provision(_ machine: Machine) async throws {
        let communicator = try machine.requiredCommunicator()
        try await withTemporaryDirectory(prefix: "ingot-sbom") { folder in
            let file = HostPath.join(folder, "download")
            if let source = options.source {
                try await keep(try await given(source, file, machine, communicator), as: nil, machine.log)
            } else {
                try await collect(into: file, machine, communicator)
                let inventory = try read(file)
                tell(inventory, machine.log)
                let document = inventory.document(options.format, of: options.subject)
                try await keep(Array(document.utf8), as: options.format, machine.log)
            }
        }
    }

    // MARK: - A document that is there

    private func given(
        _ source: String, _ file: String, _ machine: Machine, _ communicator: any Communicator
    ) async throws -> [UInt8] {
        let path = try templating.adding(machine.generatedData.mapValues { GoValue.string($0) }).render(source)
        machine.log.say("Fetching the SBOM \(path)")
        do {
            try await communicator.download(path, to: file, progress: nil)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw ProvisionerError.unsuitable("Failed to download SBOM file \(path): \(error)")
        }
        let bytes = try HostFiles.read(file, limit: Self.sizeLimit)
        do {
            let bill = try GivenBill(bytes)
            machine.log.say(
                "\(path) is \(own: bill.format == .spdx ? bill.version : "CycloneDX \(bill.version)") with \(own: "\(bill.packageCount)") packages"
            )
        } catch .notJSON(let reason) {
            throw ProvisionerError.unsuitable("The SBOM file \(path) is no JSON: \(reason)")
        } catch .unknownFormat {
            throw ProvisionerError.unsuitable(
                "The SBOM file \(path) is neither CycloneDX nor SPDX in JSON")
        }
        return bytes
    }

    // MARK: - A listing

    private func collect(into file: String, _ machine: Machine, _ communicator: any Communicator) async throws {
        let name = "ingot-sbom-\(RandomBytes.hex(count: 8))"
        let script = HostPath.join(options.remoteFolder, name + ".sh")
        let output = HostPath.join(options.remoteFolder, name + ".txt")
        machine.log.say("Listing the packages of the machine")
        let text = CollectingScript.text(for: options.systems)
        try await communicator.upload(.bytes(Array(text.utf8), mode: 0o755), to: script, progress: nil)
        do {
            try await run(script, output, machine, communicator)
            try await communicator.download(output, to: file, progress: nil)
        } catch {
            // What went wrong is worth more than that cleaning up failed, too.
            _ = try? await remove([script, output], communicator)
            throw error
        }
        guard try await remove([script, output], communicator) == .status(0) else {
            // The listing tells nothing that the machine's users could not see.
            return machine.log.say("\(script) and \(output) could not be removed from the machine")
        }
    }

    private func run(
        _ script: String, _ output: String, _ machine: Machine, _ communicator: any Communicator
    ) async throws {
        var data = machine.generatedData.mapValues { GoValue.string($0) }
        data["Path"] = .string(Self.quoted(script))
        data["Args"] = .string("sbom-generate")
        data["ScanPath"] = .string(Self.quoted(options.scanPath))
        data["Output"] = .string(Self.quoted(output))
        let log = machine.log
        let exit = try await communicator.run(try templating.adding(data).render(options.executeCommand)) {
            log.show($0)
        }
        guard exit == .status(0) else {
            throw ProvisionerError.unsuitable(
                "The script that lists the machine's packages ended with \(exit); it needs a POSIX shell, find and sed")
        }
    }

    private func remove(_ paths: [String], _ communicator: any Communicator) async throws -> CommandExit {
        try await communicator.run("rm -f \(paths.map(Self.quoted).joined(separator: " "))") { _ in }
    }

    private func read(_ file: String) throws -> SoftwareInventory {
        do {
            return try GuestListing.inventory(try HostFiles.read(file, limit: Self.sizeLimit))
        } catch let fault as GuestListing.Fault {
            switch fault {
            case .incomplete:
                throw ProvisionerError.unsuitable(
                    "The listing of the machine's packages is not whole: its disk may be full")
            case .tooManyPackages(let limit):
                throw ProvisionerError.unsuitable("The machine lists more than \(limit) packages")
            }
        }
    }

    private func tell(_ inventory: SoftwareInventory, _ log: BuildLog) {
        let counts = inventory.counts.map { "\($0.count) of \($0.system.rawValue)" }
        let words = counts.isEmpty ? "no packages" : "packages: " + counts.joined(separator: ", ")
        log.say("Found \(inventory.system.name) with \(words)")
    }

    // MARK: - The file

    /// Writes the document where it is wanted.
    ///
    /// - Parameter format: what was made; `nil` for a document of somebody else's.
    private func keep(_ bytes: [UInt8], as format: BillFormat?, _ log: BuildLog) async throws {
        guard let destination = options.destination else { return }
        var path = destination
        if destination.hasSuffix("/") || HostFiles.kind(of: destination, followingLinks: true) == .directory {
            let name = "packer-user-sbom-\(options.subject.name).\(format?.fileExtension ?? "json")"
            path = HostPath.join(destination, name)
        }
        try HostFiles.createDirectory(HostPath.dirname(path), intermediates: true)
        try HostFiles.writeAtomically(bytes, to: path)
        log.say("Wrote SBOM to \(path)")
    }

    private static func quoted(_ word: String) -> String {
        "'" + word.replacing("'", with: "'\\''") + "'"
    }
}

extension SBOMProvisioner {
    /// The component's entries in the catalogue: our name, and the peer's in both its spellings.
    package static let types = [
        type("sbom", isRegistryName: false), type("hcp-sbom", isRegistryName: true),
        type("hcp_sbom", isRegistryName: true),
    ]

    private static func type(_ name: String, isRegistryName: Bool) -> ProvisionerType {
        ProvisionerType(
            name: name, summary: "Writes down which software is installed in the machine, as CycloneDX or SPDX.",
            options: SBOMKeys.all
        ) { reader, environment in
            let options = SBOMOptions(reader, environment, isRegistryName: isRegistryName)
            return Prepared(
                SBOMProvisioner(options: options, templating: reader.templating), warnings: try reader.finish())
        }
    }
}
