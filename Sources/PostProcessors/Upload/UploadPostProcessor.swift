import AmazonWebServices
import BuildEvents
import ComponentAPI
import HTTP
import HostOS

/// `upload`: sends the artifact's files to a server by HTTP PUT, S3, SFTP or SCP.
package struct UploadPostProcessor: PostProcessor {
    let destination: OutputName
    let options: UploadOptions

    package func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed {
        let target = try UploadDestination(destination.render(artifact))
        guard target.isFolder || artifact.files.count <= 1 else {
            throw PostProcessorError(
                "\(artifact.files.count) files cannot go to one address",
                advice: ["Let the destination end with a slash."])
        }
        for file in artifact.files {
            guard HostFiles.kind(of: file, followingLinks: true) == .file else {
                throw PostProcessorError("\(file) of the artifact is not a file, so it cannot be uploaded")
            }
            try await upload(file, to: target.adding(file), log)
        }
        return PostProcessed(artifact, keepsInput: true, mustKeepInput: true)
    }

    private func upload(_ file: String, to target: UploadDestination, _ log: BuildLog) async throws {
        let size = try HostFiles.size(file)
        let activity = "Uploading \(HostPath.basename(file))"
        let transfer = UploadTransfer(options: options, file: file, size: size) { done in
            log.progress(
                Progress(activity: activity, completed: done, total: size, unit: .bytes, isFinished: done == size))
        }
        switch target {
        case .web(let address):
            log.say("Uploading \(file) to \(maskingCredentials(address))")
            try await WebUpload(transfer: transfer, address: address).run(log)
        case .s3(let bucket, let key):
            log.say("Uploading \(file) to s3://\(bucket)/\(key)")
            try await send(transfer, to: try options.bucket(bucket), key)
        case .ssh(let place):
            log.say("Uploading \(file) to \(place.address)")
            try await SSHUpload(transfer: transfer, place: place, log: log).run()
        }
    }

    private func send(_ transfer: UploadTransfer, to bucket: S3Bucket, _ key: String) async throws {
        var upload = S3Upload(transfer.file, to: bucket, key: key, partSize: options.partSize)
        upload.verifies = options.verifies
        upload.progress = transfer.progress
        do {
            try await upload.run()
        } catch let error as AWSError {
            throw PostProcessorError("\(transfer.file) cannot be uploaded: \(error)", advice: error.advice)
        }
    }

    /// The component's entry in the catalogue.
    package static let type = PostProcessorType(
        name: "upload", summary: "Sends the artifact's files to a server by HTTP PUT, S3, SFTP or SCP.",
        options: UploadOptions.Keys.declarations
    ) { reader, environment in
        let destination = OutputName(UploadOptions.Keys.destination, reader, environment)
        let options = UploadOptions(reader, environment, destination: destination.template)
        return Prepared(
            UploadPostProcessor(destination: destination, options: options), warnings: try reader.finish())
    }
}
