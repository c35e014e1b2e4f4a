import Cryptography
import HostOS

/// Amazon EC2 by its query API, as far as images go.
package struct EC2Client: Sendable {
    private let query: AWSQuery
    package var region: String { query.client.region }

    /// - Throws: `AWSError` where no region is known.
    package init(access: AWSAccess, credentials: AWSCredentialChain) throws(AWSError) {
        query = AWSQuery(
            client: try AWSClient(service: "ec2", access: access, credentials: credentials), version: "2016-11-15")
    }

    /// The images that meet all filters and belong to one of the owners.
    ///
    /// - Parameter filters: names and values of DescribeImages; `*` stands for any characters.
    package func images(
        filters: [String: String], owners: [String], includesDeprecated: Bool = false
    ) async throws -> [EC2Image] {
        var parameters = AWSParameters()
        parameters.add("Owner", list: owners)
        for (index, filter) in filters.sorted(by: { $0.key < $1.key }).enumerated() {
            parameters.add("Filter.\(index + 1).Name", filter.key)
            parameters.add("Filter.\(index + 1).Value.1", filter.value)
        }
        if includesDeprecated { parameters.add("IncludeDeprecated", "true") }
        parameters.add("MaxResults", "1000")
        var images: [EC2Image] = []
        var page: String?
        // More pages than any account has images: a server that never ends is left.
        for _ in 0..<1000 {
            var asked = parameters
            asked.add("NextToken", page)
            let answer = try await query.call("DescribeImages", asked)
            images += answer.items("imagesSet").compactMap(EC2Image.init)
            page = answer.value("nextToken")
            if page == nil { return images }
        }
        throw AWSError(request: "EC2 DescribeImages", reason: "the list of images does not end")
    }

    /// An image; `nil` if there is none of that identifier, or not yet.
    package func image(_ id: String) async throws -> EC2Image? {
        var parameters = AWSParameters()
        parameters.add("ImageId.1", id)
        do {
            return try await query.call("DescribeImages", parameters).items("imagesSet").compactMap(EC2Image.init).first
        } catch let error as AWSError where error.isNotFound {
            return nil
        }
    }

    /// Begins to make an image of files in a bucket.
    package func importImage(_ source: EC2ImageImport) async throws -> EC2ImportTask {
        var parameters = AWSParameters()
        parameters.add("Architecture", source.architecture)
        parameters.add("BootMode", source.bootMode)
        // Sent again, it begins no second import.
        parameters.add("ClientToken", UUIDText.random(RandomBytes.bytes(count: 16)))
        parameters.add("Description", source.description)
        for (index, key) in source.keys.enumerated() {
            parameters.add("DiskContainer.\(index + 1).Format", source.format)
            parameters.add("DiskContainer.\(index + 1).UserBucket.S3Bucket", source.bucket)
            parameters.add("DiskContainer.\(index + 1).UserBucket.S3Key", key)
        }
        if source.encrypts { parameters.add("Encrypted", "true") }
        parameters.add("KmsKeyId", source.encryptionKey)
        parameters.add("LicenseType", source.licenseType)
        parameters.add("Platform", source.platform)
        parameters.add("RoleName", source.role)
        guard let task = EC2ImportTask(try await query.call("ImportImage", parameters)) else {
            throw AWSError(request: "EC2 ImportImage", reason: "the answer names no task")
        }
        return task
    }

    package func importTask(_ id: String) async throws -> EC2ImportTask {
        var parameters = AWSParameters()
        parameters.add("ImportTaskId.1", id)
        let answer = try await query.call("DescribeImportImageTasks", parameters)
        guard let task = answer.items("importImageTaskSet").compactMap(EC2ImportTask.init).first(where: { $0.id == id })
        else { throw AWSError(request: "EC2 DescribeImportImageTasks", reason: "the task \(id) is gone") }
        return task
    }

    package func cancelImport(_ id: String) async throws {
        var parameters = AWSParameters()
        parameters.add("ImportTaskId", id)
        _ = try await query.call("CancelImportTask", parameters)
    }

    /// Begins to copy an image within the region.
    ///
    /// - Returns: the copy's identifier.
    package func copyImage(
        _ id: String, name: String, description: String?, encrypts: Bool, encryptionKey: String?
    ) async throws -> String {
        var parameters = AWSParameters()
        parameters.add("ClientToken", UUIDText.random(RandomBytes.bytes(count: 16)))
        parameters.add("Description", description)
        if encrypts { parameters.add("Encrypted", "true") }
        parameters.add("KmsKeyId", encryptionKey)
        parameters.add("Name", name)
        parameters.add("SourceImageId", id)
        parameters.add("SourceRegion", region)
        guard let copy = try await query.call("CopyImage", parameters).value("imageId") else {
            throw AWSError(request: "EC2 CopyImage", reason: "the answer names no image")
        }
        return copy
    }

    package func addTags(_ tags: [String: String], to resources: [String]) async throws {
        var parameters = AWSParameters()
        parameters.add("ResourceId", list: resources)
        parameters.add("Tag", tags: tags)
        _ = try await query.call("CreateTags", parameters)
    }

    package func setDescription(_ text: String, of image: String) async throws {
        var parameters = AWSParameters()
        parameters.add("ImageId", image)
        parameters.add("Description.Value", text)
        _ = try await query.call("ModifyImageAttribute", parameters)
    }

    package func share(_ image: String, with permissions: EC2LaunchPermissions) async throws {
        let kinds = [
            ("UserId", permissions.users), ("Group", permissions.groups),
            ("OrganizationArn", permissions.organizations),
            ("OrganizationalUnitArn", permissions.organizationalUnits),
        ]
        var parameters = AWSParameters()
        parameters.add("ImageId", image)
        let added = kinds.flatMap { kind, values in values.map { (kind, $0) } }
        for (index, (kind, value)) in added.enumerated() {
            parameters.add("LaunchPermission.Add.\(index + 1).\(kind)", value)
        }
        _ = try await query.call("ModifyImageAttribute", parameters)
    }

    /// Removes an image and then its snapshots, which EC2 keeps otherwise.
    package func removeImage(_ id: String, snapshots: [String]) async throws {
        var parameters = AWSParameters()
        parameters.add("ImageId", id)
        _ = try await query.call("DeregisterImage", parameters)
        for snapshot in snapshots {
            var parameters = AWSParameters()
            parameters.add("SnapshotId", snapshot)
            _ = try await query.call("DeleteSnapshot", parameters)
        }
    }
}
