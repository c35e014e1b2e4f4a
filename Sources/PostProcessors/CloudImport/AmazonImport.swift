import AmazonWebServices
import AsyncSupport
import BuildEvents
import ComponentAPI
import Cryptography
import HostOS

/// One import into Amazon EC2: upload, conversion by EC2, name, tags, permissions, clean-up.
struct AmazonImport {
    let options: AmazonImportOptions
    let client: EC2Client
    let bucket: S3Bucket
    let log: BuildLog

    func run(_ artifact: any Artifact) async throws -> EC2Image {
        if let name = options.name { try await refuseTaken(name) }
        let source = ImportableDisks(artifact: artifact, program: options.program, log: log)
        let format = try format(source)
        let ready = source.files(ending: format.rawValue)
        guard ready.isEmpty else { return try await importFiles(ready, format, artifact) }
        guard let conversion = ConversionFormat(rawValue: format.rawValue), format != .ova else {
            throw PostProcessorError(
                "The artifact \(artifact.id) holds no file that ends with .ova",
                advice: ["Let `convert` with format = \"ova\" come before, or leave `format` out."])
        }
        // EC2 takes no other kind of VMDK.
        let kind = format == .vmdk ? "subformat=streamOptimized" : nil
        return try await source.inFormat(conversion, options: kind) { try await importFiles($0, format, artifact) }
    }

    private func format(_ source: ImportableDisks) throws -> AmazonImportOptions.Format {
        options.format ?? (source.files(ending: "ova").isEmpty ? .raw : .ova)
    }

    /// An import takes most of an hour: better to know now.
    private func refuseTaken(_ name: String) async throws {
        let images = try await client.images(filters: ["name": name], owners: ["self"])
        guard let image = images.first(where: { $0.name == name }) else { return }
        throw PostProcessorError(
            "There is an image named \"\(name)\" already: \(image.id)",
            advice: ["Give another ami_name, or deregister that image."])
    }

    /// Sends the files, has them imported and takes them away again, whatever happens.
    private func importFiles(
        _ files: [String], _ format: AmazonImportOptions.Format, _ artifact: any Artifact
    ) async throws -> EC2Image {
        let first = try options.key?.render(artifact) ?? Self.defaultKey(format)
        let keys = ConvertPostProcessor.names(first, count: files.count)
        return try await withUploaded(zip(files, keys).map { (file: $0, key: $1) }[...]) {
            try await makeImage(keys, format)
        }
    }

    /// Uploads the files one after the other; each goes from the bucket when what comes after it has ended.
    private func withUploaded(
        _ files: ArraySlice<(file: String, key: String)>, _ body: () async throws -> EC2Image
    ) async throws -> EC2Image {
        guard let (file, key) = files.first else { return try await body() }
        try await upload(file, to: key)
        let (bucket, log, skipsCleaning) = (bucket, log, options.skipsCleaning)
        return try await withTeardown {
            try await withUploaded(files.dropFirst(), body)
        } teardown: {
            guard !skipsCleaning else { return }
            log.message("Deleting s3://\(bucket.name)/\(key)")
            do {
                try await bucket.remove(key)
            } catch {
                // The image is whole, or what failed before says more.
                log.error("s3://\(bucket.name)/\(key) is still there and costs money: \(error)")
            }
        }
    }

    private static func defaultKey(_ format: AmazonImportOptions.Format) -> String {
        // Two builds may begin in the same second.
        "packer-import-\(Int(HostClock.wallSeconds))-\(RandomBytes.hex(count: 3)).\(format.rawValue)"
    }

    private func upload(_ file: String, to key: String) async throws {
        log.say("Uploading \(file) to s3://\(bucket.name)/\(key)")
        let size = try HostFiles.size(file)
        let activity = "Uploading \(HostPath.basename(file))"
        var upload = S3Upload(file, to: bucket, key: key, partSize: options.partSize)
        upload.headers = options.objectHeaders
        let log = log
        upload.progress = { done in
            log.progress(
                Progress(activity: activity, completed: done, total: size, unit: .bytes, isFinished: done == size))
        }
        do {
            try await upload.run()
        } catch {
            let bucket = bucket
            // It may be there all the same, if only its answer was lost; mostly it is not.
            _ = await withUncancelled { try await bucket.remove(key) }
            throw error
        }
    }

    /// Makes the image; one that cannot be finished is removed.
    private func makeImage(_ keys: [String], _ format: AmazonImportOptions.Format) async throws -> EC2Image {
        let imported = try await imported(keys, format)
        let final = try await removingOnFailure(imported.id, imported.snapshots) {
            guard let name = options.name else { return imported }
            return try await copied(imported, name)
        }
        return try await removingOnFailure(final.id, final.snapshots) {
            try await finish(final)
            log.say("Made the image \(final.id) in \(client.region)")
            return final
        }
    }

    private func removingOnFailure(
        _ image: String, _ snapshots: [String], _ body: () async throws -> EC2Image
    ) async throws -> EC2Image {
        do {
            return try await body()
        } catch {
            log.error("The image \(image) could not be finished, so it is removed")
            await remove(image, snapshots)
            throw error
        }
    }

    /// Removes an image even if the build was cancelled.
    private func remove(_ image: String, _ snapshots: [String]) async {
        let client = client
        let outcome = await withUncancelled { try await client.removeImage(image, snapshots: snapshots) }
        if case .failure(let error) = outcome {
            log.error("The image \(image) is still there, with \(snapshots.joined(separator: ", ")): \(error)")
        }
    }

    private func imported(_ keys: [String], _ format: AmazonImportOptions.Format) async throws -> EC2Image {
        var source = EC2ImageImport(
            format: format.rawValue, bucket: bucket.name, keys: keys, architecture: options.architecture)
        source.bootMode = options.bootMode
        source.platform = options.platform
        source.description = options.description
        source.licenseType = options.license
        source.role = options.role
        source.encrypts = options.encrypts
        source.encryptionKey = options.kmsKey
        let (client, asked) = (client, source)
        // A request that makes something is not broken off: nobody would know what it made.
        let task = try await withUncancelled { try await client.importImage(asked) }.get()
        log.say("EC2 imports the image: task \(task.id)")
        let done = try await cancellingOnFailure(task) { try await awaitImport(task) }
        guard let image = done.image else {
            throw AWSError(request: "EC2 ImportImage", reason: "the task \(task.id) is complete, but names no image")
        }
        return try await removingOnFailure(image, done.snapshots) {
            var available = try await client.availableImage(image, options.polling)
            if available.snapshots.isEmpty { available.snapshots = done.snapshots }
            return available
        }
    }

    private func cancellingOnFailure(
        _ task: EC2ImportTask, _ body: () async throws -> EC2ImportTask
    ) async throws -> EC2ImportTask {
        do {
            return try await body()
        } catch {
            let client = client
            // A task that failed by itself refuses this, which is no news.
            _ = await withUncancelled { try await client.cancelImport(task.id) }
            throw error
        }
    }

    private func awaitImport(_ task: EC2ImportTask) async throws -> EC2ImportTask {
        var told: String?
        let done = try await client.finishedImport(task.id, options.polling) { seen in
            report(seen, isFinished: false)
            guard let message = seen.message, message != told else { return }
            told = message
            log.message("\(message)")
        }
        report(done, isFinished: true)
        return done
    }

    private func report(_ task: EC2ImportTask, isFinished: Bool) {
        let percent = isFinished ? 100 : min(max(task.progress ?? 0, 0), 100)
        log.progress(
            Progress(
                activity: "Importing", completed: Int64(percent), total: 100, unit: .percent, isFinished: isFinished))
    }

    /// The image under a name, which only a copy can have; the first one goes.
    private func copied(_ image: EC2Image, _ name: String) async throws -> EC2Image {
        log.say("Copying the image \(image.id), so that it is named \(name)")
        let (client, options) = (client, options)
        let id = try await withUncancelled {
            try await client.copyImage(
                image.id, name: name, description: options.description, encrypts: options.encrypts,
                encryptionKey: options.kmsKey)
        }.get()
        do {
            let copy = try await client.availableImage(id, options.polling)
            await remove(image.id, image.snapshots)
            return copy
        } catch {
            // What there is of the copy so far is known to EC2 only; without it, its image alone goes.
            let unfinished = await withUncancelled { try await client.image(id) }
            await remove(id, (try? unfinished.get())?.snapshots ?? [])
            throw error
        }
    }

    private func finish(_ image: EC2Image) async throws {
        if !options.tags.isEmpty {
            log.message("Tagging \(([image.id] + image.snapshots).joined(separator: ", "))")
            try await client.addTags(options.tags, to: [image.id] + image.snapshots)
        }
        if let description = options.description { try await client.setDescription(description, of: image.id) }
        if !options.permissions.isEmpty {
            log.message("Sharing \(image.id)")
            try await client.share(image.id, with: options.permissions)
        }
    }
}
