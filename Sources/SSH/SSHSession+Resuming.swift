internal import HostOS

/// Uploads by SFTP that can go on where an earlier connection was lost.
extension SSHSession {
    /// The size in bytes of a file of the machine; `nil` if there is none.
    package func size(ofFile path: String) async throws -> Int64? {
        try await loop.perform { core in
            try SFTPTransfer(core).attributes(SFTPTransfer.path(path))?.size.map { Int64(clamping: $0) }
        }
    }

    /// Writes a local file from an offset to its end at the same place of a file of the machine.
    ///
    /// From offset 0 the file is made anew, and its folder with it.
    ///
    /// - Parameter progress: called on the session's thread with the offset that was sent last.
    package func upload(
        _ file: String, from offset: Int64, to path: String, progress: @escaping @Sendable (Int64) -> Void
    ) async throws {
        try await loop.perform { core in
            try SFTPTransfer(core).upload(file, from: offset, to: SFTPTransfer.path(path), progress: progress)
        }
    }

    /// Gives a file of the machine another name, and replaces what has that name.
    package func move(_ path: String, to target: String) async throws {
        try await loop.perform { core in
            try SFTPTransfer(core).move(SFTPTransfer.path(path), to: SFTPTransfer.path(target))
        }
    }
}

extension SFTPTransfer {
    fileprivate func upload(
        _ file: String, from offset: Int64, to path: String, progress: (Int64) -> Void
    ) throws {
        let size = try HostFiles.size(file)
        if offset == 0, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try makeDirectory(String(path[..<slash]), mode: 0o755)
        }
        // Write and create; truncate only what begins anew.
        let handle = try open(path, flags: offset == 0 ? 0x1a : 0x0a, mode: 0o644)
        let reader = try FileRangeReader(file, range: min(offset, size)..<size)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: client.contentSize, alignment: 16)
        defer { buffer.deallocate() }
        var underWay: [(id: UInt32, end: Int64)] = []
        var position = offset
        while true {
            let count = try reader.read(into: buffer)
            if count == 0 { break }
            if underWay.count >= SFTPClient.outstanding { progress(try finish(underWay.removeFirst(), path)) }
            let id = try client.send(.write, content: UnsafeRawBufferPointer(rebasing: buffer[..<count])) { packet in
                packet.add(handle)
                packet.add(UInt64(position))
                packet.add(UInt32(count))
            }
            position += Int64(count)
            underWay.append((id, position))
        }
        for request in underWay { progress(try finish(request, path)) }
        try close(handle, path)
    }

    /// Waits for one piece; what the server took of it is then sure.
    private func finish(_ request: (id: UInt32, end: Int64), _ path: String) throws -> Int64 {
        try client.expectSuccess(request.id, "writing \(path)")
        return request.end
    }

    fileprivate func move(_ path: String, to target: String) throws {
        // SFTP's own renaming refuses to replace; OpenSSH's way is one step (its PROTOCOL, 4.3).
        let answer = try client.request(.extended) { packet in
            packet.add("posix-rename@openssh.com")
            packet.add(path)
            packet.add(target)
        }
        if case .status(0, _) = answer { return }
        // There may be nothing to remove.
        _ = try client.request(.remove) { $0.add(target) }
        let id = try client.send(.rename) { packet in
            packet.add(path)
            packet.add(target)
        }
        try client.expectSuccess(id, "renaming \(path) to \(target)")
    }
}
