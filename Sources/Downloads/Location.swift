import HTTP
import HostOS

/// Where a file can be had.
enum Location: Equatable {
    /// An absolute path.
    case local(String)
    case remote(String)

    /// - Throws: `HostError` for a scheme that is not file, http or https.
    init(_ text: String, base: String?) throws {
        guard let mark = text.firstRange(of: "://") else {
            self = .local(try HostPath.absolute(HostPath.expandingTilde(text), relativeTo: base))
            return
        }
        switch text[..<mark.lowerBound].lowercased() {
        case "http", "https": self = .remote(text)
        case "file":
            let path = String(text[mark.upperBound...])
            self = .local(try HostPath.absolute(percentDecoded(path) ?? path, relativeTo: base))
        default:
            throw HostError(
                operation: "fetch", subject: maskingCredentials(text), reason: "only file, http and https are known")
        }
    }

    /// The path whose end a list of checksums knows the file by.
    var filePath: String {
        switch self {
        case .local(let path): path
        case .remote(let url): urlPath(url)
        }
    }
}

/// What stands before a URL's query, decoded.
private func urlPath(_ url: String) -> String {
    let path = String(url.prefix { $0 != "?" && $0 != "#" })
    return percentDecoded(path) ?? path
}

/// The last part of a URL's path, decoded.
func urlName(_ url: String) -> String { HostPath.basename(urlPath(url)) }
