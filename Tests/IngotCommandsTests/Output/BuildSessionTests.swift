import BuildEvents
import ComponentAPI
import HostOS
import Synchronization
import TestSupport
import Testing

@testable import IngotCommands

@Suite struct BuildSessionTests {
    let output = CapturedOutput()
    let errors = CapturedOutput()

    /// Runs builds as `ingot build` with these flags would, in a cache folder of their own.
    func run(
        _ builds: [PlannedBuild], _ arguments: [String] = [], environment: [String: String] = [:],
        terminalWidth: Int? = nil, world: BuildSession.World? = nil, inspect: (String) throws -> Void = { _ in }
    ) async throws -> Int32 {
        try await withTemporaryDirectory(prefix: "session") { folder in
            let context = CommandContext(
                environment: environment.merging(["INGOT_CACHE_DIR": folder]) { old, _ in old },
                workingDirectory: folder, output: output, errorOutput: errors, terminalWidth: terminalWidth)
            let session = BuildSession(
                plan: BuildPlan(builds: builds), flags: try BuildCommand.command.flags.parse(arguments),
                context: context, redactor: Redactor(), runUUID: "run", world: world ?? quiet)
            let status = try await session.run()
            try inspect(folder)
            return status
        }
    }

    /// No signals, nobody to ask.
    var quiet: BuildSession.World {
        BuildSession.World(
            watchSignals: {
                {
                    try await untilCancelled()
                    return .interrupt
                }
            }, ask: { _ in nil }, end: { _ in })
    }

    func good(_ name: String) -> PlannedBuild {
        plannedBuild(name) { context in
            context.log.say("Working")
            context.log.message("detail")
            return NamedArtifact(description: "Stored: \(name)")
        }
    }

    func bad(_ name: String) -> PlannedBuild {
        plannedBuild(name) { _ in throw OutputFailure(description: "broken") }
    }

    @Test func aRunIsToldFromItsStepsToItsArtifacts() async throws {
        #expect(try await run([good("fake.a"), good("fake.b")], ["-parallel-builds=1"]) == 0)
        #expect(
            withoutDurations(output.text) == """
                ==> fake.a: Working
                ==> fake.a: detail
                Build 'fake.a' finished after DURATION.
                ==> fake.b: Working
                ==> fake.b: detail
                Build 'fake.b' finished after DURATION.

                ==> Wait completed after DURATION

                ==> Builds finished. The artifacts of successful builds are:
                --> fake.a: Stored: fake.a
                --> fake.b: Stored: fake.b

                """)
    }

    @Test func aFailedBuildDoesNotKeepTheOthersFromTheirArtifacts() async throws {
        #expect(try await run([bad("fake.a"), good("fake.b")], ["-parallel-builds=1"]) == 1)
        #expect(
            withoutDurations(output.text) == """
                Build 'fake.a' errored after DURATION: broken
                ==> fake.b: Working
                ==> fake.b: detail
                Build 'fake.b' finished after DURATION.

                ==> Wait completed after DURATION

                ==> Some builds didn't complete successfully and had errors:
                --> fake.a: broken

                ==> Builds finished. The artifacts of successful builds are:
                --> fake.b: Stored: fake.b

                """)
    }

    @Test func aFailedPostProcessorLeavesTheBuildersArtifact() async throws {
        let step = PlannedPostProcessor(type: "checksum") { _ in
            ScriptedPostProcessor { _, log in
                log.say("summing")
                throw OutputFailure(description: "no space")
            }
        }
        let build = plannedBuild("fake.a", chains: [[step]]) { _ in NamedArtifact(description: "Stored: a") }
        #expect(try await run([build]) == 1)
        #expect(
            withoutDurations(output.text) == """
                ==> fake.a: Running post-processor: checksum
                ==> fake.a (checksum): summing
                Build 'fake.a' errored after DURATION: 1 error(s) occurred:

                * Post-processor failed: no space

                ==> Wait completed after DURATION

                ==> Some builds didn't complete successfully and had errors:
                --> fake.a: 1 error(s) occurred:

                * Post-processor failed: no space

                ==> These artifacts of builds with errors were kept:
                --> fake.a: Stored: a

                """)
    }

    @Test func anInterruptEndsTheRunWithoutASummaryAndUnstartedBuildsWithoutAWord() async throws {
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let world = BuildSession.World(
            watchSignals: {
                let isFirst = Mutex(true)
                return {
                    let wasFirst = isFirst.withLock { first in
                        defer { first = false }
                        return first
                    }
                    guard wasFirst else {
                        try await untilCancelled()
                        return .interrupt
                    }
                    for await _ in started { break }
                    try Task.checkCancellation()
                    return .interrupt
                }
            }, ask: { _ in nil }, end: { _ in })
        let endless = plannedBuild("fake.a") { _ in
            start.yield()
            try await untilCancelled()
            return nil
        }
        #expect(try await run([endless, good("fake.b")], ["-parallel-builds=1"], world: world) == 1)
        #expect(
            withoutDurations(output.text) == """
                Cancelling build after receiving interrupt
                Build 'fake.a' errored after DURATION: build was cancelled

                ==> Wait completed after DURATION
                Cleanly cancelled builds after being interrupted.

                """)
    }

    @Test(
        arguments: [
            // timeout(1) sends its signal to the program and to the program's group.
            ([ProcessSignal.terminate, .terminate, .hangUp], ProcessSignal.hangUp),
            ([.terminate, .interrupt], .interrupt), ([.interrupt, .interrupt], .interrupt),
        ]) func aSecondSignalEndsTheRunUnlessItIsAnEcho(_ signals: [ProcessSignal], _ last: ProcessSignal) async throws
    {
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let (ended, end) = AsyncStream.makeStream(of: ProcessSignal.self)
        let world = BuildSession.World(
            watchSignals: {
                let waiting = Mutex(signals)
                return {
                    if waiting.withLock({ $0.count == signals.count }) {
                        for await _ in started { break }
                    }
                    let next = waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
                    if let next { return next }
                    try await untilCancelled()
                    return .interrupt
                }
            }, ask: { _ in nil }, end: { end.yield($0) })
        // Goes on cleaning up until the program is ended.
        let slow = plannedBuild("fake.a") { _ in
            start.yield()
            let signal = await Task.detached { await ended.first { _ in true } }.value
            #expect(signal == last)
            return nil
        }
        #expect(try await run([slow], world: world) == 1)
    }

    @Test func debugIsAnnouncedBeforeTheColours() async throws {
        #expect(try await run([good("fake.a")], ["-debug"], terminalWidth: 80) == 0)
        #expect(
            withoutDurations(output.text).replacing("\u{1B}", with: "^") == """
                Debug mode enabled. Builds will not be parallelized.
                ^[1;32mfake.a: output will be in this color.^[0m

                ^[1;32m==> fake.a: Working^[0m
                ^[0;32m==> fake.a: detail^[0m
                ^[1;32mBuild 'fake.a' finished after DURATION.^[0m

                ==> Wait completed after DURATION

                ==> Builds finished. The artifacts of successful builds are:
                --> fake.a: Stored: fake.a

                """)
    }

    @Test(
        arguments: [
            (["-color=false"], [:], Int?(80)), ([], ["PACKER_NO_COLOR": "1"], 80), ([], ["NO_COLOR": "1"], 80),
            ([], [:], nil),
        ] as [([String], [String: String], Int?)])
    func coloursAreForTerminalsOfPeopleWhoWantThem(
        arguments: [String], environment: [String: String], width: Int?
    ) async throws {
        _ = try await run([good("fake.a")], arguments, environment: environment, terminalWidth: width)
        #expect(!output.text.contains("\u{1B}"))
        #expect(output.text.hasPrefix("==> fake.a: Working\n"))
    }

    @Test func programsGetLinesAndAreNeverAsked() async throws {
        let build = plannedBuild("fake.a") { context in
            context.log.say(context.ask == nil ? "nobody to ask" : "somebody to ask")
            return nil
        }
        #expect(try await run([build], ["-machine-readable"]) == 0)
        let lines = output.text.split(separator: "\n").map { $0.drop { $0 != "," } }
        #expect(lines.first == ",,ui,say,==> fake.a: nobody to ask")
        #expect(lines.last == ",,ui,say,\\n==> Builds finished but no artifacts were created.")
    }

    @Test func aBuildAsksUnderItsName() async throws {
        var world = quiet
        world.ask = { question in question + "yes " }
        let build = plannedBuild("fake.a") { context in
            context.log.say(try await context.ask?("really?") ?? "")
            return nil
        }
        _ = try await run([build], world: world)
        #expect(output.text.hasPrefix("==> fake.a: ==> fake.a: really? yes\n"))
    }

    @Test func theLedgerIsGoneAfterTheRunUnlessSomethingIsLeft() async throws {
        let clean = plannedBuild("fake.a") { context in
            try context.ledger.record(.path("/nowhere"))
            try context.ledger.settle(.path("/nowhere"))
            return nil
        }
        _ = try await run([clean]) { folder in
            #expect(!HostFiles.exists(HostPath.join(folder, "runs/run.ledger")))
        }
        let dirty = plannedBuild("fake.a") { context in
            try context.ledger.record(.path("/nowhere"))
            return nil
        }
        _ = try await run([dirty]) { folder in
            #expect(HostFiles.exists(HostPath.join(folder, "runs/run.ledger")))
        }
    }

    @Test func theLogGoesToItsFileOrToStandardError() async throws {
        let build = plannedBuild("fake.a") { context in
            context.log.say("shown")
            context.log.debug("hidden")
            return nil
        }
        try await withTemporaryDirectory(prefix: "log") { folder in
            let path = HostPath.join(folder, "log")
            _ = try await run([build], environment: ["PACKER_LOG_PATH": path])
            let text = try HostFiles.readText(path)
            #expect(text.contains("[INFO] fake.a: ui: shown\n"))
            #expect(text.contains("[DEBUG] fake.a: hidden\n"))
        }
        #expect(errors.text.isEmpty)
        _ = try await run([build], environment: ["PACKER_LOG": "1"])
        #expect(errors.text.contains("[DEBUG] fake.a: hidden\n"))
        #expect(!errors.text.contains("shown"))
        #expect(!output.text.contains("hidden"))
    }
}
