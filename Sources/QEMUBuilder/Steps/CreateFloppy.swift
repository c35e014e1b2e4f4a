import BuildEvents
import HostOS

/// Makes a floppy disk of files, folders and texts.
struct CreateFloppy: Sendable {
    let content: MediaOptions.FloppyContent?
    let scratch: String

    /// The image's path; `nil` without content.
    func run(_ log: BuildLog) throws -> String? {
        guard let content else { return nil }
        log.say("Creating floppy disk...")
        var root = FloppyImage.Node.folder([:])
        for path in try content.files.flatMap(FileGlob.expand) { try addFlat(path, to: &root) }
        for path in try content.folders.flatMap(FileGlob.expand) { try addTree(path, to: &root) }
        for (path, text) in content.content.sorted(by: { $0.key < $1.key }) {
            root.set(.file(Array(text.utf8)), at: Self.names(in: path))
        }
        let image = HostPath.join(scratch, "floppy.img")
        guard case .folder(let nodes) = root else { return nil }
        try HostFiles.write(FloppyImage.make(nodes, label: content.label), to: image)
        return image
    }

    /// Files of a folder go into the root too.
    private func addFlat(_ path: String, to root: inout FloppyImage.Node) throws {
        guard HostFiles.kind(of: path, followingLinks: true) == .directory else {
            return root.set(.file(try read(path)), at: [HostPath.basename(path)])
        }
        for entry in try HostFiles.walk(path) where entry.kind == .file {
            root.set(.file(try read(HostPath.join(path, entry.path))), at: [HostPath.basename(entry.path)])
        }
    }

    private func addTree(_ path: String, to root: inout FloppyImage.Node) throws {
        let top = path.hasSuffix("/") ? [] : [HostPath.basename(path)]
        if !top.isEmpty { root.set(.folder([:]), at: top) }
        for entry in try HostFiles.walk(path) {
            let names = top + Self.names(in: entry.path)
            if entry.kind == .directory {
                root.set(.folder([:]), at: names)
            } else {
                root.set(.file(try read(HostPath.join(path, entry.path))), at: names)
            }
        }
    }

    /// More than a disk holds is read from no file, in bytes.
    private static let most = 1 << 21

    private func read(_ path: String) throws -> [UInt8] { try HostFiles.read(path, limit: Self.most) }

    /// Cleaned below "/", so that no path leads out.
    private static func names(in path: String) -> [String] {
        HostPath.cleaned("/" + path).split(separator: "/").map(String.init)
    }
}

extension FloppyImage.Node {
    /// Puts a node at a path, making the folders on the way; a folder that is there keeps what it holds.
    mutating func set(_ node: Self, at names: [String]) {
        guard let name = names.first else { return }
        var content: [String: Self] = if case .folder(let content) = self { content } else { [:] }
        if names.count == 1 {
            if case .folder = node, case .folder = content[name] { return }
            content[name] = node
        } else {
            content[name, default: .folder([:])].set(node, at: Array(names.dropFirst()))
        }
        self = .folder(content)
    }
}
