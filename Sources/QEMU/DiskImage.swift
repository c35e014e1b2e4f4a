import AsyncSupport
import BuildEvents
import HostOS
import JSONText

/// Makes and changes disk images by `qemu-img`.
package struct DiskImage: Sendable {
    /// `qemu-img` or its path.
    package var program: String
    /// Makes its command lines.
    package var arguments: DiskImageArguments
    private let log: BuildLog

    /// - Parameter program: `qemu-img` or its path.
    package init(program: String = "qemu-img", arguments: DiskImageArguments = .init(), log: BuildLog) {
        self.program = program
        self.arguments = arguments
        self.log = log
    }

    /// Makes an image, or a layer over another one.
    ///
    /// - Throws: `DiskImageError` with what `qemu-img` said.
    package func create(
        _ path: String, format: String, size: DiskSize, backing: (path: String, format: String)? = nil
    ) async throws {
        try await run(arguments.create(path, format: format, size: size.text, backing: backing), on: path)
    }

    /// Gives an image another size; the content stays.
    ///
    /// - Throws: `DiskImageError` with what `qemu-img` said.
    package func resize(_ path: String, format: String, size: DiskSize) async throws {
        try await run(arguments.resize(path, format: format, size: size.text), on: path)
    }

    /// The format of an image as `qemu-img` recognises it.
    package func format(of path: String) async throws -> String {
        let output = try await run(arguments.information(path), on: path)
        guard let format = try JSONParser.parse(output)["format"]?.string else {
            throw DiskImageError(operation: "info", path: path, words: "its answer names no format")
        }
        return format
    }

    /// Copies an image into another format; its progress is told.
    package func convert(
        _ source: String, to target: String, format: String, compression: DiskImageArguments.Compression?,
        activity: String
    ) async throws {
        let line = arguments.convert(source, to: target, format: format, compression: compression)
        try await run(line, on: target, activity: Activity(name: activity, bytes: Self.storedBytes(of: source)))
    }

    /// Rewrites an image, perhaps in another format, without the space that nothing uses.
    ///
    /// The old one is replaced only by one that was checked, if `qemu-img` can check the format.
    package func compact(
        _ path: String, format: String, compression: DiskImageArguments.Compression?
    ) async throws {
        let converted = path + ".convert"
        try await withTeardown {
            try await convert(
                path, to: converted, format: format, compression: compression, activity: "Converting hard drive")
            if Self.checkedFormats.contains(format) {
                try await run(arguments.check(converted, format: format), on: converted)
            }
            try HostFiles.rename(converted, to: path)
        } teardown: {
            if HostFiles.exists(converted) { try HostFiles.remove(converted) }
        }
    }

    /// What a copy of an image moves at most: what its file takes of the disk, as holes are not read.
    private static func storedBytes(of path: String) -> Int64? {
        // An address that QEMU itself reads from has no size here; the copy is told in percent then.
        guard let size = try? HostFiles.allocatedSize(path), size > 0 else { return nil }
        return size
    }

    /// A long step, told while it goes on.
    struct Activity {
        var name: String
        /// How much is to be done, where known.
        var bytes: Int64?
    }

    static let checkedFormats: Set<String> = ["qcow2", "vmdk", "vdi", "vhdx"]

    @discardableResult
    func run(_ line: [String], on path: String, activity: Activity? = nil) async throws -> [UInt8] {
        log.debug("Running \(program) \(line.joined(separator: " "))")
        let child = try await ChildProcess.start(program, line, standardOutput: .pipe, standardError: .pipe)
        return try await withChildProcess(child) { child in
            async let errors = child.standardError?.readAll(limit: Self.outputLimit) ?? []
            let output = try await read(child.standardOutput, activity: activity)
            let words = String(decoding: try await errors, as: UTF8.self)
            guard try await child.wait().isSuccess else {
                throw DiskImageError(
                    operation: line.first ?? "", path: path, words: words,
                    // Measured now, because cleaning up makes room. It is no more than a hint.
                    freeSpace: try? HostFiles.freeSpace(at: HostPath.dirname(path)))
            }
            return output
        }
    }

    /// More than this much output is refused, in bytes.
    private static let outputLimit = 1 << 20

    private func read(_ stream: ByteStream?, activity: Activity?) async throws -> [UInt8] {
        guard let stream else { return [] }
        guard let activity else { return try await stream.readAll(limit: Self.outputLimit) }
        var progress = DiskImageProgress()
        while true {
            let bytes = try await stream.read()
            if let percentage = progress.receive(bytes) {
                report(activity, percentage, isFinished: false)
            }
            if bytes.isEmpty { break }
        }
        report(activity, 100, isFinished: true)
        return []
    }

    private func report(_ activity: Activity, _ percentage: Double, isFinished: Bool) {
        let done = activity.bytes.map { Int64(Double($0) * percentage / 100) } ?? Int64(percentage)
        log.progress(
            Progress(
                activity: activity.name, completed: done, total: activity.bytes ?? 100,
                unit: activity.bytes == nil ? .percent : .bytes, isFinished: isFinished))
    }
}
