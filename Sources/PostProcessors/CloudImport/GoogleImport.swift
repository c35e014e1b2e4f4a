import Archives
import AsyncSupport
import BuildEvents
import ComponentAPI
import FoundationEssentials
import GoogleCloud
import HTTP
import HostOS
import JSONText

/// One import into Google Compute Engine: packing, upload, the image, clean-up.
struct GoogleImport {
    let options: GoogleImportOptions
    let client: GoogleClient
    let images: ComputeImages
    let log: BuildLog

    func run(_ artifact: any Artifact) async throws {
        try await makeRoom()
        let packed = artifact.files.filter { $0.hasSuffix(".tar.gz") || $0.hasSuffix(".tgz") }
        if let file = packed.first {
            guard packed.count == 1 else {
                throw PostProcessorError(
                    "An image is made of one disk, but the artifact has \(packed.count) archives: "
                        + packed.joined(separator: ", "))
            }
            return try await importFile(file, artifact)
        }
        let source = ImportableDisks(artifact: artifact, program: options.program, log: log)
        try await source.inFormat(.raw) { disks in
            guard let disk = disks.first, disks.count == 1 else {
                throw PostProcessorError("An image is made of one disk, but the artifact has \(disks.count)")
            }
            try await withTemporaryDirectory(prefix: ".ingot-import", in: HostPath.dirname(disk)) { scratch in
                try await importFile(try await pack(disk, in: scratch), artifact)
            }
        }
    }

    private func makeRoom() async throws {
        guard try await images.exists(options.name) else { return }
        guard options.replaces else {
            throw PostProcessorError(
                "There is an image named \"\(options.name)\" already in the project \(options.project)",
                advice: ["Give another image_name, or replace it by -force."])
        }
        log.say("Deleting the image \(options.name), which is replaced")
        try await images.remove(options.name)
    }

    /// An archive as Compute Engine wants it: `disk.raw` of whole GiB in GNU tar's form.
    private func pack(_ disk: String, in folder: String) async throws -> String {
        var file = disk
        let (size, unit) = (try HostFiles.size(disk), Int64(1) << 30)
        if size % unit != 0 {
            // The artifact stays as it is.
            file = HostPath.join(folder, "disk.raw")
            try await HostFiles.copyAside(disk, to: file)
            let whole = try RandomAccessFile(file)
            defer { whole.close() }
            try whole.setSize((size + unit - 1) / unit * unit)
        }
        let target = HostPath.join(folder, "disk.raw.tar.gz")
        log.say("Packing \(disk) as disk.raw")
        let recipe = ArchiveRecipe(format: ArchiveFormat(container: .tar, compression: .gzip))
        try await recipe.make(
            [ArchiveEntry(name: "disk.raw", content: .file(file))], at: target,
            progress: CompressPostProcessor.progress(of: target, log))
        return target
    }

    /// Sends the file, has it imported and takes it away again, whatever happens.
    private func importFile(_ file: String, _ artifact: any Artifact) async throws {
        let object = try options.object?.render(artifact) ?? Self.defaultObject
        try await upload(file, to: object)
        let (client, options, log) = (client, options, log)
        try await withTeardown {
            try await makeImage(of: object)
        } teardown: {
            guard !options.skipsCleaning else { return }
            log.message("Deleting gs://\(options.bucket)/\(object)")
            do {
                try await client.removeObject(object, from: options.bucket)
            } catch {
                // The image is whole, or what failed before says more.
                log.error("gs://\(options.bucket)/\(object) is still there and costs money: \(error)")
            }
        }
    }

    private static var defaultObject: String {
        // Two builds may begin in the same second.
        "packer-import-\(Int(Date.now.timeIntervalSince1970))-\(RandomBytes.hex(count: 3)).tar.gz"
    }

    private func upload(_ file: String, to object: String) async throws {
        log.say("Uploading \(file) to gs://\(options.bucket)/\(object)")
        let size = try HostFiles.size(file)
        let activity = "Uploading \(HostPath.basename(file))"
        var upload = CloudStorageUpload(file, to: options.bucket, object: object, client: client)
        upload.contentType = "application/gzip"
        let log = log
        upload.progress = { done in
            log.progress(
                Progress(activity: activity, completed: done, total: size, unit: .bytes, isFinished: done == size))
        }
        try await upload.run()
    }

    private func makeImage(of object: String) async throws {
        let address =
            "https://storage.\(options.access.universe)/\(options.bucket)/"
            + percentEncoded(object, keepingSlashes: true)
        let disk: JSONValue = ["source": .string(address), "containerType": "TAR"]
        let image = JSONValue.object(
            [.init("name", .string(options.name)), .init("rawDisk", disk)] + options.image)
        log.say("Making the image \(options.name) in the project \(options.project)")
        let (images, name) = (images, options.name)
        // A request that makes something is not broken off: nobody would know what it made.
        let operation = try await withUncancelled { try await images.insert(image) }.get()
        do {
            try await images.wait(for: operation, "Compute Engine insert image \(name)") { percent in
                report(percent, isFinished: false)
            }
            report(100, isFinished: true)
        } catch {
            let outcome = await withUncancelled {
                if try await images.exists(name) { try await images.remove(name) }
            }
            if case .failure(let failure) = outcome { log.error("The image \(name) may be there: \(failure)") }
            throw error
        }
    }

    private func report(_ percent: Int, isFinished: Bool) {
        log.progress(
            Progress(
                activity: "Importing", completed: Int64(percent), total: 100, unit: .percent, isFinished: isFinished))
    }
}
