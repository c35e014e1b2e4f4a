internal import HostOS
internal import SSH

/// What an SFTP client has open: copies of the machine's files in a folder of this host, and listings of folders.
struct OpenFiles {
    /// A file of the machine, as a copy that goes back when it is closed.
    struct File {
        let path: String
        let copy: RandomAccessFile
        var mode: UInt16
        var isChanged: Bool
        var attributes: SFTPAttributes?
    }

    /// A folder's entries that have not been told yet.
    struct Folder {
        var rest: ArraySlice<(name: String, attributes: SFTPAttributes)>
    }

    private let scratch: String
    private var nextHandle = 0
    private(set) var files: [String: File] = [:]
    private(set) var folders: [String: Folder] = [:]

    /// Open at one time by one client.
    private static let most = 64

    init(scratch: String) {
        self.scratch = scratch
    }

    /// A place for a copy, and the handle it will have.
    mutating func place() throws -> (handle: String, path: String) {
        guard files.count + folders.count < Self.most else { throw SFTPFailure.tooMany }
        nextHandle += 1
        return ("\(nextHandle)", HostPath.join(scratch, "\(nextHandle)"))
    }

    mutating func add(_ file: File, _ handle: String) { files[handle] = file }

    mutating func add(_ entries: [(name: String, attributes: SFTPAttributes)]) throws -> String {
        let handle = try place().handle
        folders[handle] = Folder(rest: entries[...])
        return handle
    }

    func file(_ handle: String) throws -> File {
        guard let file = files[handle] else { throw SFTPFailure.badHandle }
        return file
    }

    mutating func change(_ handle: String, _ body: (inout File) -> Void) throws {
        var file = try file(handle)
        body(&file)
        files[handle] = file
    }

    /// The next entries of a folder.
    ///
    /// - Throws: `SFTPFailure.endOfFile` if there are no more.
    mutating func nextEntries(_ handle: String, count: Int) throws -> [(name: String, attributes: SFTPAttributes)] {
        guard var folder = folders[handle] else { throw SFTPFailure.badHandle }
        guard !folder.rest.isEmpty else { throw SFTPFailure.endOfFile }
        let next = Array(folder.rest.prefix(count))
        folder.rest = folder.rest.dropFirst(count)
        folders[handle] = folder
        return next
    }

    /// Forgets a handle; its file is for the caller to put back.
    mutating func close(_ handle: String) throws -> File? {
        if folders.removeValue(forKey: handle) != nil { return nil }
        guard let file = files.removeValue(forKey: handle) else { throw SFTPFailure.badHandle }
        return file
    }
}
