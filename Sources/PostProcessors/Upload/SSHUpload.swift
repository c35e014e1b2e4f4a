import BuildEvents
import Cryptography
import HostOS
import SSH

/// A file to a server by SFTP or SCP: under another name until it is whole and checked.
struct SSHUpload {
    let transfer: UploadTransfer
    let place: SSHPlace
    let log: BuildLog

    /// Sends the file; after a lost connection SFTP goes on where the server is.
    func run() async throws {
        let part = "\(place.path).part"
        var hasBegun = false
        var triesLeft = transfer.options.retries
        var pause = transfer.options.firstPause
        while true {
            do {
                return try await withSession { session in
                    try await send(session, part, &hasBegun)
                    try await check(session, part)
                    try await move(session, part)
                }
            } catch let error as SSHError where error.kind == .disconnected && triesLeft > 0 {
                log.say("The connection to \(place.host) was lost: \(error.message)")
            } catch let failure as SSHConnectFailure where failure.mayPass && triesLeft > 0 {
                log.say("\(place.host) cannot be reached: \(failure.message)")
            } catch let failure as SSHConnectFailure {
                throw transfer.failure(place.address, failure.message)
            } catch let error as SSHError {
                throw transfer.failure(place.address, error.message)
            }
            triesLeft -= 1
            try await Task.sleep(for: pause)
            pause *= 2
        }
    }

    private func withSession(_ body: (SSHSession) async throws -> Void) async throws {
        let options = transfer.options
        let configuration = try options.ssh.configuration(
            for: place, user: options.credentials?.user, password: options.password)
        let session = try await SSHSession.connect(configuration)
        do {
            try await body(session)
        } catch {
            await session.close()
            throw error
        }
        await session.close()
    }

    private func send(_ session: SSHSession, _ part: String, _ hasBegun: inout Bool) async throws {
        guard place.method == .sftp else {
            try await makeFolder(session)
            return try await session.upload(
                .file(path: transfer.file, mode: 0o644), to: part, by: .scp, progress: transfer.progress)
        }
        // Of what an earlier run left nothing is known; what this one sent is kept as far as the server has it.
        let start = hasBegun ? min(try await session.size(ofFile: part) ?? 0, transfer.size) : 0
        if start > 0 { log.say("Going on at byte \(own: "\(start)") of \(own: "\(transfer.size)")") }
        hasBegun = true
        try await session.upload(transfer.file, from: start, to: part, progress: transfer.progress)
    }

    private func makeFolder(_ session: SSHSession) async throws {
        let folder = HostPath.dirname(place.path)
        guard folder != "." && folder != "/" else { return }
        _ = try await session.run("mkdir -p \(Self.quoted(folder))") { _ in }
    }

    // MARK: - What came there

    private func check(_ session: SSHSession, _ part: String) async throws {
        guard transfer.options.verifies else { return }
        if place.method == .sftp {
            let size = try await session.size(ofFile: part) ?? 0
            guard size == transfer.size else {
                throw transfer.failure(
                    place.address, "\(transfer.size) bytes were sent, but the server has \(size)")
            }
        }
        guard let there = try await digest(session, part) else {
            return log.say("\(place.host) runs no sha256sum for us, so only the size of \(place.path) is checked")
        }
        let here = try await FileDigest.hexadecimal(of: transfer.file, .sha256)
        guard here == there else {
            throw transfer.failure(place.address, "the server's file has another SHA-256: \(there), not \(here)")
        }
    }

    /// What the server's `sha256sum` says; `nil` where it runs none, as servers for SFTP alone.
    private func digest(_ session: SSHSession, _ path: String) async throws -> String? {
        let lines = NotedLines()
        let exit: RemoteExit
        do {
            exit = try await session.run("sha256sum \(Self.quoted(path))") { lines.add($0) }
        } catch let error as SSHError where error.kind == .refused {
            return nil
        }
        guard exit == .status(0), let word = lines.first?.split(separator: " ").first, word.utf8.count == 64 else {
            return nil
        }
        return word.lowercased()
    }

    private func move(_ session: SSHSession, _ part: String) async throws {
        guard place.method == .scp else { return try await session.move(part, to: place.path) }
        let exit = try await session.run("mv -f \(Self.quoted(part)) \(Self.quoted(place.path))") { _ in }
        guard exit == .status(0) else {
            throw transfer.failure(place.address, "\(part) could not be renamed to \(place.path)")
        }
    }

    /// A word that no shell takes apart, and no program for an option.
    private static func quoted(_ path: String) -> String {
        "'" + (path.hasPrefix("-") ? "./" : "") + path.replacing("'", with: "'\\''") + "'"
    }
}

extension SSHConnectFailure {
    /// Whether another try may succeed: not where the server refuses us or is another one.
    fileprivate var mayPass: Bool { stage == .dial || stage == .banner }
}
