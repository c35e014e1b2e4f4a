import Diagnostics
import HostOS

/// What a guest can fetch while it is being installed.
package enum GuestContent: Sendable {
    /// The files below a folder (`http_directory`).
    case directory(String)
    /// Texts by their absolute path, such as `/preseed.cfg` (`http_content`).
    case texts([String: String])
    /// Texts, and for other paths the files below a folder.
    case layered(texts: [String: String], directory: String)
}

/// One request that was answered, for the log and the failure report.
package struct AccessRecord: Hashable, Sendable {
    /// In capitals.
    package var method: String
    /// As the guest sent it, without the query.
    package var path: String
    /// The HTTP status of the answer.
    package var status: Int
    /// Length of the body that was offered.
    package var bytes: Int64
    /// The guest's address, such as `127.0.0.1`.
    package var peer: String
    /// After a 404: what there is instead, where something is near.
    package var suggestion: String?
}

/// The answer to a request for a path.
enum FoundContent {
    /// An open descriptor of a file; whoever gets it closes it.
    case file(descriptor: Int32, size: Int64, type: String)
    case text([UInt8], type: String)
    /// A name that is near, where there is one.
    case missing(suggestion: String?)
    case forbidden
}

extension GuestContent {
    /// Finds what a path of a request names; `path` is decoded and without its query.
    func find(_ path: String) -> FoundContent {
        // A NUL would cut the path short on its way to the kernel.
        guard path.hasPrefix("/"), !path.utf8.contains(0) else { return .forbidden }
        switch self {
        case .texts(let texts): return Self.find(path, in: texts)
        case .directory(let root): return Self.find(path, below: root)
        case .layered(let texts, let root):
            let found = Self.find(path, in: texts)
            guard case .missing = found else { return found }
            return Self.find(path, below: root)
        }
    }

    private static func find(_ path: String, in texts: [String: String]) -> FoundContent {
        let bare = String(path.dropFirst())
        if let text = texts[path] ?? texts[bare] { return .text(Array(text.utf8), type: contentType(of: path)) }
        return .missing(suggestion: Suggestion.nearest(to: path, among: texts.keys, limit: 6))
    }
}

extension GuestContent {
    private static func find(_ path: String, below root: String) -> FoundContent {
        let relative = path.split(separator: "/", omittingEmptySubsequences: true).joined(separator: "/")
        do {
            let opened = try HostFiles.openFile(relative, beneath: root)
            switch opened.kind {
            case .file where !path.hasSuffix("/"):
                return .file(descriptor: opened.descriptor, size: opened.size, type: contentType(of: path))
            case .directory where !relative.hasSuffix("/index.html"):
                HostFiles.closeDescriptor(opened.descriptor)
                return find(index(of: relative), below: root)
            default:
                HostFiles.closeDescriptor(opened.descriptor)
                return .missing(suggestion: nil)
            }
        } catch  where error.isOutside {
            return .forbidden
        } catch  where error.isPermissionDenied {
            return .forbidden
        } catch {
            return .missing(suggestion: nearest(to: relative, below: root))
        }
    }

    private static func index(of folder: String) -> String {
        folder.isEmpty ? "/index.html" : "/\(folder)/index.html"
    }

    /// A neighbour in the same folder whose name is near.
    private static func nearest(to relative: String, below root: String) -> String? {
        let folder = HostPath.dirname(relative)
        guard !folder.hasPrefix("..") else { return nil }
        // No such folder: nothing to suggest.
        guard let names = try? HostFiles.list(HostPath.join(root, folder)) else { return nil }
        guard let name = Suggestion.nearest(to: HostPath.basename(relative), among: names) else { return nil }
        return "/" + HostPath.join(folder, name)
    }
}
