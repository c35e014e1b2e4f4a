import BuildEvents
import Diagnostics
import HostOS
import JSONText

/// The folder in which the report of a build is kept.
package struct ReportFolder: Sendable {
    /// Made when a report is written.
    package let path: String

    /// What tells a folder of ours from somebody else's.
    private static let marker = "report.json"
    private static let page = "index.html"

    package init(path: String) {
        self.path = HostPath.cleaned(path)
    }

    /// Where a report is put that nobody chose a place for: beside what the build was to make.
    package static func beside(_ build: RecordedBuild) -> ReportFolder {
        let place = build.destination.map(HostPath.cleaned) ?? build.name.asFileName
        return ReportFolder(path: place + ".ingot-report")
    }

    /// The folder of one of a run's builds in the folder that the user chose.
    package static func within(_ folder: String, _ build: RecordedBuild) -> ReportFolder {
        ReportFolder(path: HostPath.join(folder, build.name.asFileName))
    }

    /// Writes a build's report; an earlier report in its place is replaced.
    ///
    /// - Parameters:
    ///   - cause: what most likely made the build fail.
    ///   - redactor: masks the secrets of everything that is written.
    /// - Returns: the path of the page.
    /// - Throws: `ReportError` if the folder holds something else, `HostError` if it cannot be written.
    package func write(
        _ build: RecordedBuild, cause: LikelyCause?, heading: ReportHeading, redactor: Redactor
    ) throws -> String {
        let shown = build.redacted(by: redactor)
        var files = ReportFiles(shown).all
        let html = ReportPage(build: shown, cause: cause, heading: heading).html
        files.append(ReportFiles.File(Self.page, html))
        files.append(ReportFiles.File(Self.marker, facts(shown, cause, heading, files.map(\.name))))
        try put(files)
        return HostPath.join(path, Self.page)
    }

    private func put(_ files: [ReportFiles.File]) throws {
        if HostFiles.exists(path), !HostFiles.exists(HostPath.join(path, Self.marker)) {
            guard HostFiles.kind(of: path) == .directory, try HostFiles.list(path).isEmpty else {
                throw ReportError(path: path)
            }
        }
        // Made beside its place, so that no half report is ever found.
        let unfinished = HostPath.join(
            HostPath.dirname(path), ".\(HostPath.basename(path)).unfinished-\(RandomBytes.hex(count: 4))")
        try TemporaryPath.hold(unfinished) {
            try HostFiles.createDirectory(unfinished, intermediates: true)
            for file in files { try HostFiles.write(file.bytes, to: HostPath.join(unfinished, file.name)) }
            try HostFiles.removeTree(path)
            try HostFiles.rename(unfinished, to: path)
        }
    }

    /// The report in short, for programs.
    private func facts(
        _ build: RecordedBuild, _ cause: LikelyCause?, _ heading: ReportHeading, _ names: [String]
    ) -> String {
        var members: [JSONValue.Member] = [
            .init("build", .string(build.name)), .init("program", .string(heading.program)),
            .init("started", .string(heading.start)), .init("seconds", .number(build.duration.decimalSeconds)),
            .init("succeeded", .bool(build.failure == nil)),
        ]
        if let failure = build.failure { members.append(.init("failure", .string(failure.summary))) }
        if let cause {
            members.append(
                .init(
                    "cause",
                    [
                        "name": .string(cause.name), "certainty": .string("\(cause.certainty)"),
                        "sentence": .string(cause.sentence), "advice": .array(cause.advice.map { .string($0) }),
                    ]))
        }
        members.append(.init("files", .array(names.map { .string($0) })))
        return JSONWriter(indentation: 2).text(.object(members)) + "\n"
    }
}

/// A folder that the report would overwrite.
package struct ReportError: Error, Hashable, CustomStringConvertible {
    package let path: String

    package var description: String { "\(path) exists and is no report: it is left as it is" }
}

extension String {
    /// The text as the name of one file.
    fileprivate var asFileName: String {
        let name = String(map { $0 == "/" || $0 == "\0" ? "-" : $0 })
        return name.hasPrefix(".") || name.isEmpty ? "build" + name : name
    }
}
