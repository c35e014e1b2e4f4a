import AmazonWebServices
import HTTP
import HostOS

/// Where files are uploaded to.
enum UploadDestination: Hashable {
    /// An address for PUT; one that ends with a slash is a folder.
    case web(String)
    /// A bucket and a key; a key that is empty or ends with a slash is a folder.
    case s3(bucket: String, key: String)
    /// A server that is reached by SSH.
    case ssh(SSHPlace)

    /// - Throws: `PostProcessorError` for what is no such address.
    init(_ text: String) throws {
        let lower = text.lowercased()
        if lower.hasPrefix("http://") || lower.hasPrefix("https://"), Self.hasHost(text) {
            self = .web(text)
        } else if text.hasPrefix("s3://") {
            let parts = text.dropFirst(5).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            let bucket = parts.first.map(String.init) ?? ""
            guard S3Bucket.isName(bucket) else {
                throw PostProcessorError("\"\(bucket)\" is no name of a bucket")
            }
            self = .s3(bucket: bucket, key: parts.count > 1 ? String(parts[1]) : "")
        } else if lower.hasPrefix("sftp://") || lower.hasPrefix("scp://") {
            self = .ssh(try SSHPlace(text))
        } else {
            throw PostProcessorError(
                "The destination \"\(text)\" begins with neither http://, https://, s3://, sftp:// nor scp://")
        }
    }

    private static func hasHost(_ text: String) -> Bool {
        guard let scheme = text.firstRange(of: "://") else { return false }
        return text[scheme.upperBound...].first.map { !"/?#".contains($0) } ?? false
    }

    var isFolder: Bool {
        switch self {
        case .web(let address): address.hasSuffix("/")
        case .s3(_, let key): key.isEmpty || key.hasSuffix("/")
        case .ssh(let place): place.path.hasSuffix("/")
        }
    }

    /// The destination of one file: itself, or the file's name in the folder.
    func adding(_ path: String) -> UploadDestination {
        guard isFolder else { return self }
        let name = HostPath.basename(path)
        switch self {
        case .web(let address): return .web(address + percentEncoded(name))
        case .s3(let bucket, let key): return .s3(bucket: bucket, key: key + name)
        case .ssh(var place):
            place.path += name
            return .ssh(place)
        }
    }
}
