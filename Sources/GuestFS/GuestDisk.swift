internal import CLibguestfs
internal import HostOS

/// Disk images that are opened without booting their system: libguestfs looks after them in a small machine of its own.
///
/// The library's calls block, so they run on a thread of its own. Cancellation ends the small machine.
package actor GuestDisk {
    /// A disk image as the appliance gets it.
    package struct Drive: Hashable, Sendable {
        package var path: String
        /// `qcow2` or `raw`.
        package var format: String
        /// Whether trimming gives space back to the image.
        package var discards: Bool

        package init(path: String, format: String, discards: Bool = false) {
            self.path = path
            self.format = format
            self.discards = discards
        }
    }

    /// How the appliance is to be.
    package struct Settings: Hashable, Sendable {
        /// In the order of their names: `/dev/sda`, `/dev/sdb`.
        package var disks: [Drive]
        /// A folder for temporary files, which nothing else uses; its path is short.
        package var scratch: String
        /// Whether KVM is not to be tried.
        package var usesTCG: Bool
        /// Whether commands in the guest reach the network, through QEMU's NAT.
        package var hasNetwork: Bool
        /// MiB; `nil` for the library's own.
        package var memory: Int?

        package init(
            disks: [Drive], scratch: String, usesTCG: Bool, hasNetwork: Bool = false, memory: Int? = nil
        ) {
            self.disks = disks
            self.scratch = scratch
            self.usesTCG = usesTCG
            self.hasNetwork = hasNetwork
            self.memory = memory
        }
    }

    /// A line that a command in the guest printed.
    package enum Output: Hashable, Sendable {
        case standardOutput(String)
        case standardError(String)
    }

    nonisolated private let thread = ThreadExecutor(name: "guestfs")
    nonisolated package var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
    nonisolated let scratch: String
    /// What tells the appliance's machine from other processes: the first disk, as the library passes it on.
    nonisolated private let mark: String
    private var settings: Settings
    private var appliance: Appliance?
    /// What was found on the disks, once it is mounted.
    package internal(set) var system: System?
    /// Encrypted devices that were opened.
    var unlockedDevices: Set<String> = []

    private init(_ settings: Settings) {
        self.settings = settings
        scratch = settings.scratch
        let first = settings.disks.first?.path ?? scratch
        // What is not there cannot be opened either.
        mark = (try? HostFiles.realPath(first)) ?? first
    }

    /// Starts the appliance with the disks; takes seconds with KVM, and half a minute without.
    ///
    /// - Throws: `GuestFSError`, `CancellationError`.
    package static func open(_ settings: Settings) async throws -> GuestDisk {
        let disk = GuestDisk(settings)
        do {
            try await disk.launch()
        } catch {
            await disk.close()
            throw error
        }
        return disk
    }

    private func launch() async throws {
        for _ in 1..<Self.attempts {
            if try await start() { return }
            // A KVM that runs a probe may still hang with a kernel.
            settings.usesTCG = true
        }
        guard try await start() else {
            throw GuestFSError.launch(words: "its machine stands still", trace: trace)
        }
    }

    /// QEMU sometimes stops for ever while its kernel starts: with a KVM inside of a virtual machine, or on a busy host.
    private static let attempts = 3

    /// - Returns: `false` if the machine stood still and was ended.
    private func start() async throws -> Bool {
        appliance = nil
        appliance = try Appliance()
        let watch = StandstillWatch(mark: mark)
        do {
            try await using { appliance in try watch.during { try appliance.launch(settings, isTraced: false) } }
            return true
        } catch GuestFSError.failed where watch.hasStopped {
            return false
        } catch GuestFSError.failed(let words) {
            throw GuestFSError.launch(words: try await reason(words), trace: trace)
        }
    }

    /// The library tells why only when it tells everything, which is slow; so it is asked once more.
    private func reason(_ words: String) async throws -> String {
        appliance = nil
        appliance = try Appliance()
        do {
            try await using { try $0.launch(settings, isTraced: true) }
        } catch GuestFSError.failed(let second) {
            return second.split(separator: "\n").first.map(String.init) ?? words
        }
        return words
    }

    private var trace: [String] { appliance?.console.lastLines(12) ?? [] }

    /// Calls the library.
    ///
    /// - Throws: `GuestFSError`, `CancellationError`.
    @discardableResult
    func using<Value>(_ body: (Appliance) throws -> Value) async throws -> Value {
        try Task.checkCancellation()
        let isOver = Flag()
        defer { isOver.set() }
        do {
            return try await withTaskCancellationHandler {
                // The actor's thread runs this only because it names the actor.
                self.assertIsolated()
                guard let appliance = self.appliance else { throw GuestFSError.failed("the disk is closed already") }
                return try body(appliance)
            } onCancel: { [mark] in
                Self.end(mark, until: isOver)
            }
        } catch {
            // What the library says then is only that its machine is gone.
            try Task.checkCancellation()
            throw error
        }
    }

    /// Ends the appliance's machine, and again until the library has noticed: it may be about to start it.
    private nonisolated static func end(_ mark: String, until isOver: Flag) {
        let work: @Sendable () -> Void = {
            while !isOver.isSet {
                ProcessTable.killChildren(naming: mark)
                HostThread.pause(milliseconds: 50)
            }
        }
        // Without another thread the call ends by itself, later.
        try? HostThread.start(name: "guestfs end", work)
    }

    /// Writes everything to the disks and ends the appliance.
    ///
    /// - Throws: `GuestFSError` if something could not be written.
    package func finish() async throws {
        if system != nil {
            // A guest without a shell has left nothing running.
            _ = try? await using { try $0.text { $0.sh($1, GuestScript.endStragglers) } }
        }
        try await using { try $0.check { $0.umount_all($1) } }
        try await using { try $0.check { $0.shutdown($1) } }
        appliance = nil
    }

    /// Ends the appliance, whatever was not written.
    package func close() {
        appliance = nil
    }
}
