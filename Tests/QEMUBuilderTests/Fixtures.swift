import BuildEvents
import ComponentAPI
import HCLValues
import Synchronization

@testable import QEMUBuilder

/// A ledger that keeps its entries in memory.
final class MemoryLedger: CleanupLedger {
    private let entries = Mutex<[LedgerEntry]>([])
    private let all = Mutex<[LedgerEntry]>([])
    /// What was recorded and not settled.
    var open: [LedgerEntry] { entries.withLock { $0 } }
    var recorded: [LedgerEntry] { all.withLock { $0 } }

    func record(_ entry: LedgerEntry) throws {
        entries.withLock { $0.append(entry) }
        all.withLock { $0.append(entry) }
    }

    func settle(_ entry: LedgerEntry) throws {
        entries.withLock { $0.removeAll { $0 == entry } }
    }
}

/// Notes what is said.
final class NotingSink: EventSink {
    private let noted = Mutex<[String]>([])
    var said: [String] { noted.withLock { $0 } }

    func emit(_ event: BuildEvent) {
        if case .say(let text) = event.kind { noted.withLock { $0.append(text) } }
    }
}

enum Fixture {
    static func environment(cache: String = "/dev/null/nowhere", isForced: Bool = false) -> ComponentEnvironment {
        ComponentEnvironment(
            buildName: "x", builderType: "qemu", isForced: isForced, runUUID: "0000-1111", templateDirectory: ".",
            cacheDirectory: cache, version: "1", redactor: Redactor())
    }

    /// A template's options with what every template needs.
    static func reader(_ values: [String: HCLValue]) -> OptionReader {
        var inputs: [String: HCLValue] = [
            "iso_url": .string("x.iso"), "iso_checksum": .string("none"), "ssh_username": .string("root"),
        ]
        inputs.merge(values) { _, given in given }
        return OptionReader(
            inputs.mapValues { OptionInput(value: $0) }, templating: TemplateContext(), header: "source \"qemu\" \"x\"")
    }

    static func context(
        _ sink: NotingSink, _ ledger: MemoryLedger, _ environment: ComponentEnvironment,
        provision: @escaping @Sendable (Machine) async throws -> Void = { _ in }
    ) -> BuildContext {
        BuildContext(
            log: BuildLog(build: "qemu.x", sink: sink), environment: environment, ledger: ledger, provision: provision)
    }
}
