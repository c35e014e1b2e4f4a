import AmazonWebServices
import CloudAccess
import ComponentAPI

/// The options of `amazon-import`.
struct AmazonImportOptions: Sendable {
    enum Format: String, CaseIterable {
        case ova, raw, vhd, vhdx, vmdk
    }

    enum Keys {
        static let bucket = OptionKey<String>(
            "s3_bucket_name", required: true, "The bucket that the disk goes through; it must exist, in this region.")
        static let key = OptionKey<String>(
            "s3_key_name", defaultText: "packer-import-{{timestamp}}.FORMAT", late: true,
            "The object's name in the bucket. May use BuildName, BuilderType and the build's values.")
        static let encryption = OptionKey<String>(
            "s3_encryption", "How S3 encrypts the object, not the image: AES256 or aws:kms.")
        static let encryptionKey = OptionKey<String>("s3_encryption_key", "The key of KMS, for aws:kms.")
        static let endpoint = OptionKey<String>(
            "s3_endpoint", defaultText: "AWS_ENDPOINT_URL_S3, or AWS's",
            "The address of another service that speaks as S3 does.")
        static let partSize = OptionKey<Int>(
            "s3_part_size", default: 64, "MiB that are sent at a time, from 5 to 5120; a part that fails is sent again."
        )
        static let skipClean = OptionKey<Bool>(
            "skip_clean", default: false, "Whether the object stays in the bucket.")
        static let format = OptionKey<String>(
            "format", defaultText: "ova if the artifact has one, else raw",
            "What is imported: ova, raw, vhd, vhdx or vmdk. Disks in another format are converted first.")
        static let name = OptionKey<String>(
            "ami_name", "The image's name. Without it EC2 gives one; with it the imported image is copied once.")
        static let description = OptionKey<String>("ami_description", "The image's description.")
        static let users = OptionKey<[String]>(
            "ami_users", default: [], "Numbers of accounts that may start machines of the image.")
        static let groups = OptionKey<[String]>("ami_groups", default: [], "all lets everybody do so.")
        static let organizations = OptionKey<[String]>(
            "ami_org_arns", default: [], "Organisations that may, by their ARNs.")
        static let units = OptionKey<[String]>(
            "ami_ou_arns", default: [], "Organisational units that may, by their ARNs.")
        static let encrypts = OptionKey<Bool>("ami_encrypt", default: false, "Whether the image is encrypted by KMS.")
        static let kmsKey = OptionKey<String>(
            "ami_kms_key", defaultText: "the account's own",
            "The key of KMS for it; the role must be allowed to use it.")
        static let tags = OptionKey<[String: String]>("tags", default: [:], "Tags of the image and its snapshots.")
        static let license = OptionKey<String>(
            "license_type", defaultText: "what EC2 takes", "AWS or BYOL, for systems with a licence.")
        static let role = OptionKey<String>(
            "role_name", defaultText: "vmimport", "The role by which EC2 reads the bucket.")
        static let architecture = OptionKey<String>("architecture", default: "x86_64", "i386, x86_64 or arm64.")
        static let bootMode = OptionKey<String>(
            "boot_mode", defaultText: "EC2's choice; uefi for arm64", "legacy-bios, uefi or uefi-preferred.")
        static let platform = OptionKey<String>("platform", defaultText: "EC2 looks", "Linux or Windows.")
        static let program = OptionKey<String>("qemu_img_binary", default: "qemu-img", "The program that converts.")
        static let declarations: [OptionDeclaration] =
            [
                bucket.declaration, key.declaration, encryption.declaration, encryptionKey.declaration,
                endpoint.declaration, partSize.declaration, skipClean.declaration, format.declaration,
                name.declaration, description.declaration, users.declaration, groups.declaration,
                organizations.declaration, units.declaration, encrypts.declaration, kmsKey.declaration,
                tags.declaration, license.declaration, role.declaration, architecture.declaration,
                bootMode.declaration, platform.declaration, program.declaration,
            ] + AWSAccessOptions.declarations
    }

    let bucket: String
    /// `nil` for a name made of the time.
    let key: OutputName?
    let encryption: String?
    let encryptionKey: String?
    /// Bytes.
    let partSize: Int64
    let skipsCleaning: Bool
    /// `nil` takes what the artifact has.
    let format: Format?
    var name: String?
    let description: String?
    let permissions: EC2LaunchPermissions
    let encrypts: Bool
    let kmsKey: String?
    let tags: [String: String]
    let license: String?
    let role: String?
    let architecture: String
    let bootMode: String?
    let platform: String?
    let program: String
    let access: AWSAccess
    var polling: AWSPolling

    init(_ reader: OptionReader, _ environment: ComponentEnvironment) {
        func text(_ key: OptionKey<String>) -> String? {
            reader.optional(key).flatMap { $0.isEmpty ? nil : $0 }
        }
        bucket = text(Keys.bucket) ?? ""
        key = reader.isSet(Keys.key) ? OutputName(Keys.key, reader, environment) : nil
        encryption = text(Keys.encryption)
        encryptionKey = text(Keys.encryptionKey)
        partSize = Int64(reader.value(Keys.partSize)) << 20
        skipsCleaning = reader.value(Keys.skipClean)
        format = text(Keys.format).flatMap(Format.init)
        name = text(Keys.name)
        description = text(Keys.description)
        permissions = Self.permissions(reader)
        encrypts = reader.value(Keys.encrypts)
        kmsKey = text(Keys.kmsKey)
        tags = reader.value(Keys.tags)
        license = text(Keys.license)
        role = text(Keys.role)
        architecture = reader.value(Keys.architecture)
        bootMode = text(Keys.bootMode) ?? (architecture == "arm64" ? "uefi" : nil)
        platform = text(Keys.platform)
        program = reader.value(Keys.program)
        let options = AWSAccessOptions(reader, environment, needsRegion: true)
        var access = options.access
        access.endpoints["s3"] = text(Keys.endpoint)
        self.access = access
        // Counted anew whenever the import has come further.
        polling = options.polling(delay: .seconds(5), attempts: 720)
        check(reader)
    }

    private static func permissions(_ reader: OptionReader) -> EC2LaunchPermissions {
        EC2LaunchPermissions(
            users: reader.value(Keys.users), groups: reader.value(Keys.groups),
            organizations: reader.value(Keys.organizations), organizationalUnits: reader.value(Keys.units))
    }

    private func check(_ reader: OptionReader) {
        func choice(_ key: OptionKey<String>, _ known: [String]) {
            guard let value = reader.optional(key), !value.isEmpty, !known.contains(value) else { return }
            reader.error(
                "Invalid value", "\(key.name) must be one of \(known.joined(separator: ", ")), but is \"\(value)\".",
                of: key)
        }
        choice(Keys.format, Format.allCases.map(\.rawValue))
        choice(Keys.architecture, ["i386", "x86_64", "arm64"])
        choice(Keys.bootMode, ["legacy-bios", "uefi", "uefi-preferred"])
        choice(Keys.platform, ["Linux", "Windows"])
        choice(Keys.license, ["AWS", "BYOL"])
        choice(Keys.encryption, ["AES256", "aws:kms"])
        if architecture == "arm64", let bootMode, bootMode != "uefi" {
            reader.error(
                "Invalid value", "boot_mode must be uefi where architecture is arm64, but is \"\(bootMode)\".",
                of: Keys.bootMode)
        }
        checkBucket(reader)
        checkImage(reader)
    }

    private func checkBucket(_ reader: OptionReader) {
        if reader.isSet(Keys.bucket), !S3Bucket.isName(bucket) {
            reader.error("Invalid bucket", "\"\(bucket)\" is no name of a bucket.", of: Keys.bucket)
        }
        if !(5...5120).contains(partSize >> 20) {
            reader.error("Invalid part size", "s3_part_size must be from 5 to 5120.", of: Keys.partSize)
        }
        if let endpoint = access.endpoints["s3"], !endpoint.hasPrefix("http://"), !endpoint.hasPrefix("https://") {
            reader.error("Invalid endpoint", "s3_endpoint must begin with http:// or https://.", of: Keys.endpoint)
        }
        if encryptionKey != nil, encryption != "aws:kms" {
            reader.warning(
                "Option without effect", "s3_encryption_key counts for s3_encryption = \"aws:kms\" only.",
                of: Keys.encryptionKey)
        }
    }

    private func checkImage(_ reader: OptionReader) {
        if let name, !Self.isImageName(name) {
            reader.error(
                "Invalid ami_name",
                "ami_name must be 3 to 128 letters, digits, blanks and ( ) [ ] . / - ' @ _, but is \"\(name)\". "
                    + "clean_resource_name replaces others.", of: Keys.name)
        }
        if let description, description.utf8.count > 255 {
            reader.error("Invalid ami_description", "ami_description may have 255 bytes.", of: Keys.description)
        }
        for user in permissions.users where user.utf8.count != 12 || Int(user) == nil {
            reader.error(
                "Invalid account", "ami_users lists numbers of accounts, of 12 digits, but has \"\(user)\".",
                of: Keys.users)
        }
        for group in permissions.groups where group != "all" {
            reader.error("Invalid group", "The only group is \"all\", not \"\(group)\".", of: Keys.groups)
        }
        if kmsKey != nil, !encrypts {
            reader.error("Invalid value", "ami_kms_key needs ami_encrypt = true.", of: Keys.kmsKey)
        }
        if encrypts, !permissions.groups.isEmpty {
            reader.error("Invalid value", "EC2 shares no encrypted image with everybody.", of: Keys.groups)
        }
        if encrypts, kmsKey == nil, !permissions.isEmpty {
            reader.error(
                "Invalid value", "An image under the account's own key can be shared with nobody: give ami_kms_key.",
                of: Keys.encrypts)
        }
        for (name, value) in tags
        where name.isEmpty || name.unicodeScalars.count > 127 || value.unicodeScalars.count > 255 {
            reader.error(
                "Invalid tag", "A tag has a name of 1 to 127 and a value of up to 255 characters, unlike \"\(name)\".",
                of: Keys.tags)
        }
    }

    /// What EC2 takes as an image's name (API reference, RegisterImage).
    static func isImageName(_ name: String) -> Bool {
        (3...128).contains(name.utf8.count)
            && name.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
                    || "()[] ./-'@_".unicodeScalars.contains(scalar)
            }
    }

    /// The headers that the object is made with.
    var objectHeaders: [(name: String, value: String)] {
        guard let encryption else { return [] }
        let header = "x-amz-server-side-encryption"
        let key = encryption == "aws:kms" ? encryptionKey : nil
        return [(header, encryption)] + (key.map { [("\(header)-aws-kms-key-id", $0)] } ?? [])
    }
}
