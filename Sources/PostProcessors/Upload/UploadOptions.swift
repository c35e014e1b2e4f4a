import AmazonWebServices
import BuildEvents
import ComponentAPI
import HTTP
import HostOS

/// The options of `upload`.
struct UploadOptions: Sendable {
    enum Keys {
        static let destination = OptionKey<String>(
            "destination", required: true, late: true,
            "https://…, http://…, s3://BUCKET/KEY, sftp://USER@HOST/PATH or scp://USER@HOST/PATH.\n"
                + "What ends with a slash is a folder for any number of files. May use BuildName, BuilderType and the build's values."
        )
        static let headers = OptionKey<[String: String]>(
            "headers", default: [:], sensitive: true, "More headers of HTTP: Authorization = \"Bearer …\".")
        static let username = OptionKey<String>("username", "The user, for HTTP and SSH.")
        static let password = OptionKey<String>("password", sensitive: true, "The user's password, for HTTP and SSH.")
        static let endpoint = OptionKey<String>(
            "s3_endpoint", defaultText: "AWS_ENDPOINT_URL_S3, or AWS's",
            "The address of another S3 service: https://s3.example.com.")
        static let region = OptionKey<String>(
            "s3_region", defaultText: "AWS_REGION, or us-east-1", "The bucket's region.")
        static let accessKey = OptionKey<String>(
            "access_key", defaultText: "AWS_ACCESS_KEY_ID", "The key's name, for S3.")
        static let secretKey = OptionKey<String>(
            "secret_key", defaultText: "AWS_SECRET_ACCESS_KEY", sensitive: true, "The key, for S3.")
        static let token = OptionKey<String>(
            "session_token", defaultText: "AWS_SESSION_TOKEN", sensitive: true, "The token of a temporary key, for S3.")
        static let partSize = OptionKey<Int>(
            "s3_part_size", default: 64, "MiB that are sent at a time, from 5 to 5120; a part that fails is sent again."
        )
        static let retries = OptionKey<Int>("max_retries", default: 3, "How often a request is tried again.")
        static let verify = OptionKey<Bool>(
            "verify", default: true,
            "Whether the server is asked for the size of what it got, and by SSH for its SHA-256.")
        static let certificates = OptionKey<String>("ca_file", "Certificates to trust instead of the system's.")
        static let insecure = OptionKey<Bool>(
            "insecure_skip_tls_verify", default: false, "Whether to trust any server.")
        static let declarations =
            [
                destination.declaration, headers.declaration, username.declaration, password.declaration,
                endpoint.declaration, region.declaration, accessKey.declaration, secretKey.declaration,
                token.declaration, partSize.declaration, retries.declaration, verify.declaration,
                certificates.declaration, insecure.declaration,
            ] + SSHUploadOptions.Keys.all
    }

    let headers: [String: String]
    let credentials: (user: String, password: Secret<String>)?
    /// For S3.
    let access: AWSAccess
    /// Bytes.
    let partSize: Int64
    let retries: Int
    let verifies: Bool
    let certificates: String?
    let isInsecure: Bool
    let ssh: SSHUploadOptions
    let password: Secret<String>?
    /// Before the first retry; each further one waits twice as long.
    var firstPause = Duration.seconds(1)

    init(_ reader: OptionReader, _ environment: ComponentEnvironment, destination: String) {
        func text(_ key: OptionKey<String>, _ variables: String...) -> String? {
            let given = reader.optional(key) ?? variables.lazy.compactMap { environment.environment[$0] }.first
            return given.flatMap { $0.isEmpty ? nil : $0 }
        }
        headers = reader.value(Keys.headers)
        let password = text(Keys.password) ?? ""
        self.password = password.isEmpty ? nil : Secret(password)
        ssh = SSHUploadOptions(reader, environment, hasPassword: !password.isEmpty)
        credentials = text(Keys.username).map { ($0, Secret(password)) }
        var access = AWSAccess(environment: environment.environment)
        access.endpoints["s3"] = text(Keys.endpoint)
        access.region = text(Keys.region, "AWS_REGION", "AWS_DEFAULT_REGION") ?? "us-east-1"
        access.accessKey = text(Keys.accessKey, "AWS_ACCESS_KEY_ID")
        let secret = text(Keys.secretKey, "AWS_SECRET_ACCESS_KEY") ?? ""
        access.secretKey = secret.isEmpty ? nil : Secret(secret)
        let temporary = text(Keys.token, "AWS_SESSION_TOKEN")
        access.token = temporary.map { Secret($0) }
        self.access = access
        partSize = Int64(reader.value(Keys.partSize)) << 20
        retries = reader.value(Keys.retries)
        verifies = reader.value(Keys.verify)
        certificates = text(Keys.certificates)
        isInsecure = reader.value(Keys.insecure)
        for hidden in [password, secret, temporary ?? ""] + headers.values where !hidden.isEmpty {
            environment.redactor.add(hidden)
        }
        check(reader, destination, hasKeys: access.accessKey != nil && access.secretKey != nil)
    }

    private func check(_ reader: OptionReader, _ destination: String, hasKeys: Bool) {
        if !(5...5120).contains(partSize >> 20) {
            reader.error("Invalid part size", "s3_part_size must be from 5 to 5120.", of: Keys.partSize)
        }
        if retries < 0 { reader.error("Invalid number", "max_retries must be 0 or more.", of: Keys.retries) }
        if let endpoint = access.endpoints["s3"], !endpoint.hasPrefix("http://"), !endpoint.hasPrefix("https://") {
            reader.error("Invalid endpoint", "s3_endpoint must begin with http:// or https://.", of: Keys.endpoint)
        }
        if let certificates, !HostFiles.exists(certificates) {
            reader.error("File not found", "ca_file \"\(certificates)\" does not exist.", of: Keys.certificates)
        }
        for (name, value) in headers where Self.breaksLines(name) || Self.breaksLines(value) || name.contains(":") {
            reader.error("Invalid header", "The header \"\(name)\" holds what no header can.", of: Keys.headers)
        }
        // What {{ }} makes of it is known later; all else is told now.
        guard !destination.isEmpty, !destination.contains("{{") else { return }
        do {
            if case .s3 = try UploadDestination(destination), !hasKeys {
                reader.error(
                    "Missing keys",
                    "s3:// needs access_key and secret_key, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
                    of: Keys.destination)
            }
        } catch {
            reader.error("Invalid destination", "\(error).", of: Keys.destination)
        }
    }

    private static func breaksLines(_ text: String) -> Bool {
        text.utf8.contains { $0 < 32 && $0 != 9 || $0 == 127 }
    }

    var requestRetries: HTTPRetries { HTTPRetries(count: retries, firstPause: firstPause) }

    func bucket(_ name: String) throws -> S3Bucket {
        var access = access
        access.retries = requestRetries
        access.certificateFile = certificates
        access.verifiesServer = !isInsecure
        return try S3Bucket(name, access: access, credentials: AWSCredentialChain(access))
    }
}
