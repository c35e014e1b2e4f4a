import AmazonWebServices
import BuildEvents
import ComponentAPI
import HostOS

/// `amazon-import`: makes an image of Amazon EC2 (AMI) out of the artifact's disks.
package struct AmazonImportPostProcessor: PostProcessor {
    var options: AmazonImportOptions

    package func process(_ artifact: any Artifact, log: BuildLog) async throws -> PostProcessed {
        let credentials = AWSCredentialChain(options.access)
        let client = try EC2Client(access: options.access, credentials: credentials)
        let bucket = try S3Bucket(options.bucket, access: options.access, credentials: credentials)
        let image = try await AmazonImport(options: options, client: client, bucket: bucket, log: log).run(artifact)
        let result = AmazonImageArtifact(
            client: client, image: image.id, snapshots: image.snapshots, generatedData: artifact.generatedData)
        return PostProcessed(result, keepsInput: false, mustKeepInput: false)
    }

    /// The component's entry in the catalogue.
    package static let type = PostProcessorType(
        name: "amazon-import", summary: "Makes an image of Amazon EC2 (AMI) out of the artifact's disks.",
        options: AmazonImportOptions.Keys.declarations
    ) { reader, environment in
        let options = AmazonImportOptions(reader, environment)
        return Prepared(AmazonImportPostProcessor(options: options), warnings: try reader.finish())
    }
}

/// An image of Amazon EC2.
struct AmazonImageArtifact: Artifact {
    let client: EC2Client
    let image: String
    let snapshots: [String]
    let generatedData: [String: String]

    var builderID: String { "packer.post-processor.amazon-import" }
    var id: String { "\(client.region):\(image)" }
    var files: [String] { [] }
    var description: String { "AMIs were created:\n\(client.region): \(image)\n" }

    func destroy() async throws {
        try await client.removeImage(image, snapshots: snapshots)
    }
}
