import CloudAccess
import ComponentAPI
import Cryptography
import GoogleCloud
import HostOS
import JSONText

/// The options of `googlecompute-import`.
struct GoogleImportOptions: Sendable {
    enum Keys {
        static let project = OptionKey<String>("project_id", required: true, "The project of bucket and image.")
        static let bucket = OptionKey<String>(
            "bucket", required: true, "The bucket that the disk goes through; it must exist.")
        static let name = OptionKey<String>(
            "image_name", required: true, "The image's name. With -force an image of that name is replaced.")
        static let object = OptionKey<String>(
            "gcs_object_name", defaultText: "packer-import-{{timestamp}}.tar.gz", late: true,
            "The object's name in the bucket. May use BuildName, BuilderType and the build's values.")
        static let architecture = OptionKey<String>(
            "image_architecture", defaultText: "not told", "x86_64 or arm64.")
        static let description = OptionKey<String>("image_description", "The image's description.")
        static let family = OptionKey<String>("image_family", "The family that the image belongs to.")
        static let features = OptionKey<[String]>(
            "image_guest_os_features", default: [],
            "What the system can: UEFI_COMPATIBLE, GVNIC, VIRTIO_SCSI_MULTIQUEUE…")
        static let labels = OptionKey<[String: String]>("image_labels", default: [:], "Labels of the image.")
        static let locations = OptionKey<[String]>(
            "image_storage_locations", default: [], "Where the image is kept: a region or a multi-region.")
        static let skipClean = OptionKey<Bool>(
            "skip_clean", default: false, "Whether the object stays in the bucket.")
        static let platformKey = OptionKey<String>(
            "image_platform_key", "Secure Boot: the file of the platform's certificate.")
        static let exchangeKeys = OptionKey<[String]>(
            "image_key_exchange_key", default: [], "Secure Boot: files of certificates that may change the lists.")
        static let signatures = OptionKey<[String]>(
            "image_signatures_db", default: [], "Secure Boot: files of certificates that are trusted.")
        static let forbidden = OptionKey<[String]>(
            "image_forbidden_signatures_db", default: [], "Secure Boot: files of certificates that are revoked.")
        static let program = OptionKey<String>("qemu_img_binary", default: "qemu-img", "The program that converts.")
        static let declarations: [OptionDeclaration] =
            [
                project.declaration, bucket.declaration, name.declaration, object.declaration,
                architecture.declaration, description.declaration, family.declaration, features.declaration,
                labels.declaration, locations.declaration, skipClean.declaration, platformKey.declaration,
                exchangeKeys.declaration, signatures.declaration, forbidden.declaration, program.declaration,
            ] + GoogleAccessOptions.declarations
    }

    let project: String
    let bucket: String
    let name: String
    /// `nil` for a name made of the time.
    let object: OutputName?
    let skipsCleaning: Bool
    let replaces: Bool
    let program: String
    /// The image as the API's reference has it, without its name and disk.
    let image: [JSONValue.Member]
    let access: GoogleAccess

    init(_ reader: OptionReader, _ environment: ComponentEnvironment) {
        project = reader.optional(Keys.project) ?? ""
        bucket = reader.optional(Keys.bucket) ?? ""
        name = reader.optional(Keys.name) ?? ""
        object = reader.isSet(Keys.object) ? OutputName(Keys.object, reader, environment) : nil
        skipsCleaning = reader.value(Keys.skipClean)
        replaces = environment.isForced
        program = reader.value(Keys.program)
        image = Self.image(reader)
        access = GoogleAccessOptions(reader, environment).access
        check(reader)
    }

    private static func image(_ reader: OptionReader) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        func add(_ name: String, _ value: JSONValue) { members.append(.init(name, value)) }
        if let text = reader.optional(Keys.description), !text.isEmpty { add("description", .string(text)) }
        if let text = reader.optional(Keys.family), !text.isEmpty { add("family", .string(text)) }
        if let text = reader.optional(Keys.architecture), !text.isEmpty {
            add("architecture", .string(text.uppercased()))
        }
        let features = reader.value(Keys.features)
        if !features.isEmpty { add("guestOsFeatures", .array(features.map { ["type": .string($0)] })) }
        let labels = reader.value(Keys.labels).sorted { $0.key < $1.key }
        if !labels.isEmpty { add("labels", .object(labels.map { .init($0.key, .string($0.value)) })) }
        let locations = reader.value(Keys.locations)
        if !locations.isEmpty { add("storageLocations", .array(locations.map { .string($0) })) }
        let keys = secureBootKeys(reader)
        if !keys.isEmpty { add("shieldedInstanceInitialState", .object(keys)) }
        return members
    }

    private static func secureBootKeys(_ reader: OptionReader) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        if let path = reader.optional(Keys.platformKey), !path.isEmpty {
            members.append(.init("pk", certificate(path, Keys.platformKey, reader)))
        }
        for (name, key) in [
            ("keks", Keys.exchangeKeys), ("dbs", Keys.signatures), ("dbxs", Keys.forbidden),
        ] {
            let files = reader.value(key).flatMap { $0.split(separator: ",").map(String.init) }
            guard !files.isEmpty else { continue }
            members.append(.init(name, .array(files.map { certificate($0, key, reader) })))
        }
        return members
    }

    private static func certificate(
        _ path: String, _ key: OptionKey<some OptionValue>, _ reader: OptionReader
    ) -> JSONValue {
        do {
            let bytes = try HostFiles.read(HostPath.expandingTilde(path), limit: 1 << 20)
            // A certificate in DER begins with a long sequence, one in PEM with its line.
            let isCertificate = bytes.starts(with: [0x30, 0x82]) || bytes.starts(with: "-----BEGIN CERTIFICATE".utf8)
            return [
                "content": .string(Base64.text(bytes)), "fileType": .string(isCertificate ? "X509" : "BIN"),
            ]
        } catch {
            reader.error("File not readable", "\(key.name): \(error).", of: key)
            return .null
        }
    }

    private func check(_ reader: OptionReader) {
        if let value = reader.optional(Keys.architecture), !["", "x86_64", "arm64"].contains(value.lowercased()) {
            reader.error(
                "Invalid value", "image_architecture must be x86_64 or arm64, but is \"\(value)\".",
                of: Keys.architecture)
        }
        for key in [Keys.name, Keys.family] {
            guard let value = reader.inputs[key.name] == nil ? nil : reader.optional(key), !Self.isName(value) else {
                continue
            }
            guard !(value.isEmpty && key.name == Keys.family.name) else { continue }
            reader.error(
                "Invalid name",
                "\(key.name) must be up to 63 lower-case letters, digits and hyphens, with a letter first and no "
                    + "hyphen last, but is \"\(value)\".", of: key)
        }
        for key in [Keys.project, Keys.bucket] where reader.isSet(key) {
            let value = reader.optional(key) ?? ""
            let isPlain = value.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || "-_.:".utf8.contains(byte)
            }
            guard value.isEmpty || !isPlain else { continue }
            reader.error("Invalid name", "\"\(value)\" is no \(key.name).", of: key)
        }
    }

    /// What Compute Engine takes as a name (RFC 1035's labels).
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, (0x61...0x7A).contains(first), text.utf8.count <= 63 else { return false }
        return text.utf8.last != UInt8(ascii: "-")
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "-")
            }
    }
}
