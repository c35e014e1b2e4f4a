import XMLText

/// A machine image (AMI) as EC2 describes it.
package struct EC2Image: Hashable, Sendable {
    package var id: String
    package var name: String
    /// `available`, `pending`, `failed` and others.
    package var state: String
    /// Why it failed.
    package var stateReason: String?
    /// ISO 8601 in UTC, as in `2024-02-29T12:00:00.000Z`.
    package var creationDate: String
    /// The account's number.
    package var owner: String
    /// `amazon`, `aws-marketplace`…; empty for ordinary accounts.
    package var ownerAlias: String
    package var tags: [String: String]
    /// The identifiers of its disks' snapshots.
    package var snapshots: [String]

    /// An `item` of DescribeImages; `nil` for one without an identifier.
    init?(_ item: XMLElement) {
        guard let id = item.value("imageId") else { return nil }
        self.id = id
        name = item.value("name") ?? ""
        state = item.value("imageState") ?? ""
        stateReason = item.child("stateReason")?.value("message")
        creationDate = item.value("creationDate") ?? ""
        owner = item.value("imageOwnerId") ?? ""
        ownerAlias = item.value("imageOwnerAlias") ?? ""
        tags = [:]
        for tag in item.items("tagSet") { tags[tag.value("key") ?? ""] = tag.value("value") ?? "" }
        snapshots = item.items("blockDeviceMapping").compactMap { $0.child("ebs")?.value("snapshotId") }
    }
}

/// The making of an image out of files in a bucket.
package struct EC2ImportTask: Hashable, Sendable {
    package var id: String
    /// `active`, `completed`, `deleting` or `deleted`.
    package var status: String
    /// What goes on, or why it ended.
    package var message: String?
    /// In percent.
    package var progress: Int?
    package var image: String?
    package var snapshots: [String]

    /// The answer to ImportImage, or an `item` of DescribeImportImageTasks.
    init?(_ element: XMLElement) {
        guard let id = element.value("importTaskId") else { return nil }
        self.id = id
        status = element.value("status") ?? ""
        message = element.value("statusMessage")
        progress = element.value("progress").flatMap { Int($0) }
        image = element.value("imageId")
        snapshots = element.items("snapshotDetailSet").compactMap { $0.value("snapshotId") }
    }
}

/// What EC2 is to make an image of.
package struct EC2ImageImport: Hashable, Sendable {
    /// As in the API: `ova`, `raw`, `vhd`, `vhdx`, `vmdk`.
    package var format: String
    package var bucket: String
    /// One for each disk.
    package var keys: [String]
    package var architecture: String
    package var bootMode: String?
    package var platform: String?
    package var description: String?
    package var licenseType: String?
    package var role: String?
    package var encrypts = false
    package var encryptionKey: String?

    package init(format: String, bucket: String, keys: [String], architecture: String) {
        self.format = format
        self.bucket = bucket
        self.keys = keys
        self.architecture = architecture
    }
}

/// Who may start machines of an image.
package struct EC2LaunchPermissions: Hashable, Sendable {
    /// Numbers of accounts.
    package var users: [String]
    /// `all` is the only one there is.
    package var groups: [String]
    package var organizations: [String]
    package var organizationalUnits: [String]

    package init(users: [String], groups: [String], organizations: [String], organizationalUnits: [String]) {
        self.users = users
        self.groups = groups
        self.organizations = organizations
        self.organizationalUnits = organizationalUnits
    }

    package var isEmpty: Bool {
        users.isEmpty && groups.isEmpty && organizations.isEmpty && organizationalUnits.isEmpty
    }
}
