import BuildEvents
import FoundationEssentials
import HTTP

/// What a user says of how AWS is to be reached; nothing is asked before it is needed.
package struct AWSAccess: Sendable {
    package var region: String?
    package var accessKey: String?
    package var secretKey: Secret<String>?
    package var token: Secret<String>?
    /// The section of the files in `~/.aws`.
    package var profile: String?
    /// Instead of `~/.aws/credentials`.
    package var credentialsFile: String?
    /// What is assumed with the keys that were found.
    package var role: AWSRole?
    /// The code that a device shows, for roles that want one.
    package var secondFactorCode: String?
    /// Whether the metadata service of an EC2 instance may be asked for keys.
    package var asksMetadata = true
    /// Addresses of services by their names (`ec2`, `s3`), without a slash at the end.
    package var endpoints: [String: String] = [:]
    package var verifiesServer = true
    /// Certificates in PEM that are trusted instead of the system's.
    package var certificateFile: String?
    package var retries = HTTPRetries()
    /// `AWS_…` and `HOME`.
    package var environment: [String: String]
    /// Is told every secret as soon as it is known, so that it can be masked.
    package var onSecret: @Sendable (String) -> Void = { _ in }
    /// Seconds since 1970.
    package var time: @Sendable () -> Int = { Int(Date.now.timeIntervalSince1970) }

    package init(environment: [String: String]) {
        self.environment = environment
    }

    /// An environment variable, an empty one counting as none.
    func variable(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    var sharedFiles: AWSSharedFiles { AWSSharedFiles(environment: environment, credentialsFile: credentialsFile) }

    var profileName: String {
        profile ?? variable("AWS_PROFILE") ?? variable("AWS_DEFAULT_PROFILE") ?? "default"
    }

    /// The region as options, environment or the profile name it.
    ///
    /// - Throws: `AWSError` where none is named, or what is named cannot be one.
    package func resolvedRegion() throws(AWSError) -> String {
        let named = region ?? variable("AWS_REGION") ?? variable("AWS_DEFAULT_REGION")
        guard let found = named ?? sharedFiles.profile(profileName)?["region"] else {
            throw AWSError(
                reason: "no region is given", advice: ["Give `region`, or set AWS_REGION or the profile's region."])
        }
        // It becomes part of host names.
        let isPlain = found.utf8.allSatisfy {
            $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0)
        }
        guard isPlain, !found.isEmpty else {
            throw AWSError(reason: "the region \"\(found.prefix(100))\" is none")
        }
        return found
    }

    /// The address of a service, and whether it is another than Amazon's own.
    func endpoint(of service: String, region: String) -> (address: String, isCustom: Bool) {
        let variables = ["AWS_ENDPOINT_URL_\(service.uppercased())", "AWS_ENDPOINT_URL"]
        let isIgnored = variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")?.lowercased() == "true"
        let configured = isIgnored ? nil : variables.lazy.compactMap(variable).first
        if let custom = endpoints[service] ?? configured {
            return (custom.hasSuffix("/") ? String(custom.dropLast()) : custom, true)
        }
        return ("https://\(service).\(region).\(Self.domain(of: region))", false)
    }

    private static func domain(of region: String) -> String {
        region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
    }
}

/// A role that is assumed, as STS's AssumeRole takes it.
package struct AWSRole: Hashable, Sendable {
    package var arn: String
    package var sessionName: String?
    package var externalID: String?
    /// Seconds.
    package var duration: Int?
    /// JSON that allows less than the role does.
    package var policy: String?
    package var policyARNs: [String] = []
    package var tags: [String: String] = [:]
    package var transitiveTagKeys: [String] = []
    /// The device of a second factor.
    package var deviceSerial: String?

    package init(arn: String) {
        self.arn = arn
    }
}
