import Diagnostics
import HTTP

/// An image or installer that could not be had.
package enum DownloadError: Error, Sendable {
    /// A file whose sum is not the expected one; one in the cache was removed.
    case wrongChecksum(location: String, expected: Checksum, actual: Checksum, removed: Bool)
    /// Every place failed; each with its reason.
    case allFailed([String])
    case noLocations
}

extension DownloadError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .wrongChecksum(let location, let expected, let actual, let removed):
            "the checksum of \(location) is wrong: expected \(expected), got \(actual)"
                + (removed ? "; the downloaded file was removed" : "")
        case .allFailed(let reasons): reasons.joined(separator: "\n")
        case .noLocations: "neither iso_url nor iso_urls is given"
        }
    }
}

extension DownloadError: DiagnosticConvertible {
    package var diagnostic: Diagnostic {
        switch self {
        case .wrongChecksum:
            Diagnostic(
                .error, "Wrong checksum", detail: "\(self).",
                advice: ["Compare iso_checksum with the sum that the publisher gives for this very file."])
        case .allFailed: Diagnostic(.error, "Download failed", detail: "\(self)")
        case .noLocations: Diagnostic(.error, "Nothing to download", detail: "\(self).")
        }
    }
}
