import HostOS
import TestSupport
import Testing

@Suite struct ChildProcessTests {
    @Test func outputAndStatusAreCollected() async throws {
        let result = try await runProcess("sh", ["-c", "echo out; echo err >&2; exit 3"])
        #expect(result.exit == .status(3))
        #expect(result.outputText == "out\n")
        #expect(result.errorText == "err\n")
    }

    @Test func inputReachesTheChildWhole() async throws {
        let input = [UInt8](repeating: 65, count: 3_000_000)
        let result = try await runProcess("cat", input: input)
        #expect(result.standardOutput == input)
    }

    @Test func aChildThatReadsNothingOfItsInputIsNoError() async throws {
        let result = try await runProcess("true", input: [UInt8](repeating: 0, count: 1_000_000))
        #expect(result.exit.isSuccess)
    }

    @Test func endBySignalIsToldApart() async throws {
        let result = try await runProcess("sh", ["-c", "kill -9 $$"])
        #expect(result.exit == .signal(9))
        #expect("\(result.exit)" == "signal 9 (killed)")
    }

    @Test func aMissingCommandIsNamed() async throws {
        let error = try await #require(throws: HostError.self) {
            try await runProcess("no-such-command-anywhere")
        }
        #expect("\(error)" == "cannot run no-such-command-anywhere: no such command is on the PATH")
    }

    @Test func aMissingWorkingFolderIsNamed() async throws {
        let error = try await #require(throws: HostError.self) {
            try await runProcess("true", workingDirectory: "/no/such/folder")
        }
        #expect("\(error)" == "cannot enter the folder /no/such/folder: no such file or directory")
    }

    @Test func nothingButTheStandardStreamsIsInherited() async throws {
        let result = try await runProcess("ls", ["/proc/self/fd"])
        // The last one is the folder that ls itself reads.
        #expect(result.outputText == "0\n1\n2\n3\n")
    }

    @Test func noSignalIsIgnoredOrBlockedInTheChild() async throws {
        // A pipe to a child makes this process ignore SIGPIPE.
        _ = try await runProcess("cat", input: [1])
        let result = try await runProcess("grep", ["-E", "^Sig(Ign|Blk)", "/proc/self/status"])
        let masks = result.outputText.split(separator: "\n").compactMap { UInt64($0.suffix(16), radix: 16) }
        // Signals 32 and 33 are the C library's own: it lets nobody change them.
        #expect(masks.map { $0 & 0x7fff_ffff } == [0, 0])
    }

    @Test func linesComeAsTheyArePrinted() async throws {
        let child = try await ChildProcess.start(
            "sh", ["-c", "printf 'one\\r\\ntwo\\nrest'; cat"], standardInput: .pipe, standardOutput: .pipe)
        try await withChildProcess(child) { child in
            let stream = try #require(child.standardOutput)
            var lines = stream.lines.makeAsyncIterator()
            #expect(try await lines.next() == "one")
            #expect(try await lines.next() == "two")
            child.standardInput?.close()
            #expect(try await lines.next() == "rest")
            #expect(try await lines.next() == nil)
        }
    }

    @Test func aScopeThatIsLeftEndsTheWholeGroup() async throws {
        let ladder: [TerminationStep] = [
            .init(.terminate, patience: .milliseconds(50)), .init(.kill, patience: .seconds(5)),
        ]
        let child = try await ChildProcess.start(
            "sh", ["-c", "trap '' TERM; sleep 1000 & echo $!; wait; sleep 1000"], standardOutput: .pipe)
        let (id, startTime, grandchild) = try await withChildProcess(child, ladder: ladder) { child in
            var lines = try #require(child.standardOutput).lines.makeAsyncIterator()
            let line = try #require(try await lines.next())
            return (child.id, child.startTime, try #require(Int32(line)))
        }
        #expect(startTime > 0)
        #expect(!ProcessTable.isAlive(id, startTime: startTime))
        try await waitForEnd(of: grandchild)
    }

    @Test func cancellationEndsARunningProgram() async throws {
        try await withTemporaryDirectory { folder in
            try await withThrowingTaskGroup(of: ProcessResult.self) { group in
                group.addTask {
                    try await runProcess(
                        "sh", ["-c", "echo $$ >pid; sleep 1000"], workingDirectory: folder)
                }
                try await waitForText(in: folder + "/pid") { $0.hasSuffix("\n") }
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
            let text = try HostFiles.readText(folder + "/pid")
            try await waitForEnd(of: try #require(Int32(text.dropLast())))
        }
    }

    @Test func manyChildrenAtOnceAreAllReaped() async throws {
        let statuses = try await withThrowingTaskGroup(of: ProcessExit.self) { group in
            for number in 0..<40 {
                group.addTask { try await runProcess("sh", ["-c", "exit \(number)"]).exit }
            }
            return try await group.reduce(into: Set<ProcessExit>()) { $0.insert($1) }
        }
        #expect(statuses == Set((0..<40).map { .status($0) }))
    }

    @Test func outputBeyondTheLimitIsAnError() async throws {
        await #expect(throws: HostError.self) { try await runProcess("yes", outputLimit: 100_000) }
    }
}
