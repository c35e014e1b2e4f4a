internal import CLibguestfs
internal import HostOS

/// The library's handle of one appliance: a small machine that has the disks and does what is asked of it.
///
/// Used by one thread.
final class Appliance {
    private let functions: UnsafePointer<ingot_guestfs_functions>
    private let handle: OpaquePointer
    let console = ApplianceConsole()

    /// - Throws: `GuestFSError` if the library is missing.
    init() throws {
        guard let library = ingot_guestfs() else { throw GuestFSError.missing }
        guard let handle = ingot_guestfs_create(library) else { throw GuestFSError.failed("no memory is left") }
        functions = library
        self.handle = handle
    }

    private var library: ingot_guestfs_functions { functions.pointee }

    deinit {
        library.close(handle)
    }

    /// Sets everything up and starts it.
    ///
    /// - Parameter isTraced: lets the library tell the console all that it does.
    func launch(_ settings: GuestDisk.Settings, isTraced: Bool) throws {
        // The one backend that needs no daemon.
        try check { $0.set_backend($1, "direct") }
        if settings.usesTCG { try check { $0.set_backend_setting($1, "force_tcg", "1") } }
        try check { $0.set_tmpdir($1, settings.scratch) }
        // Else Ctrl-C would end QEMU before we could.
        try check { $0.set_pgroup($1, 1) }
        try check { $0.set_network($1, settings.hasNetwork ? 1 : 0) }
        if let memory = settings.memory { try check { $0.set_memsize($1, Int32(clamping: memory)) } }
        if isTraced { try check { $0.set_verbose($1, 1) } }
        let events = ingot_guestfs_appliance_event | (isTraced ? ingot_guestfs_library_event : 0)
        let context = Unmanaged.passUnretained(console).toOpaque()
        try check { $0.set_event_callback($1, Self.onEvent, events, 0, context) }
        for disk in settings.disks { try add(disk) }
        try check { $0.launch($1) }
    }

    private func add(_ disk: GuestDisk.Drive) throws {
        try disk.format.withCString { format in
            try "unsafe".withCString { cache in
                try "enable".withCString { discard in
                    var options = ingot_guestfs_drive()
                    options.mask = ingot_guestfs_drive_format | ingot_guestfs_drive_cachemode
                    options.format = format
                    // What fails is thrown away, so nothing need be on the disk before the end.
                    options.cachemode = cache
                    if disk.discards {
                        options.mask |= ingot_guestfs_drive_discard
                        options.discard = discard
                    }
                    try check { $0.add_drive_opts_argv($1, disk.path, &options) }
                }
            }
        }
    }

    private static let onEvent: ingot_guestfs_event = { _, context, event, _, _, bytes, count, _, _ in
        guard let context, let bytes else { return }
        let console = Unmanaged<ApplianceConsole>.fromOpaque(context).takeUnretainedValue()
        console.receive(UnsafeRawBufferPointer(start: bytes, count: count))
        // The library's own words come without the ends of their lines.
        guard event == ingot_guestfs_library_event else { return }
        withUnsafeBytes(of: UInt8(ascii: "\n")) { console.receive($0) }
    }

    // MARK: Calls

    /// Calls a function that gives -1 when it fails.
    @discardableResult
    func check(_ body: (ingot_guestfs_functions, OpaquePointer) -> Int32) throws -> Int32 {
        keepQuiet()
        let result = body(library, handle)
        guard result >= 0 else { throw failure() }
        return result
    }

    /// Calls a function that gives a text.
    func text(_ body: (ingot_guestfs_functions, OpaquePointer) -> UnsafeMutablePointer<CChar>?) throws -> String {
        keepQuiet()
        guard let text = body(library, handle) else { throw failure() }
        defer { ingot_guestfs_free(text) }
        return String(cString: text)
    }

    /// Calls a function that gives a list of texts.
    func texts(
        _ body: (ingot_guestfs_functions, OpaquePointer) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    ) throws -> [String] {
        keepQuiet()
        guard let list = body(library, handle) else { throw failure() }
        defer { ingot_guestfs_free(list) }
        var texts: [String] = []
        var index = 0
        while let text = list[index] {
            texts.append(String(cString: text))
            ingot_guestfs_free(text)
            index += 1
        }
        return texts
    }

    /// Mode, owner and group of a file, not following a link; `nil` if there is nothing.
    func status(_ path: String) throws -> (mode: Int64, owner: Int64, group: Int64)? {
        keepQuiet()
        guard let numbers = library.lstatns(handle, path) else {
            if ingot_guestfs_found_nothing(functions, handle) { return nil }
            throw failure()
        }
        defer { ingot_guestfs_free(numbers) }
        return (
            numbers[ingot_guestfs_stat_mode], numbers[ingot_guestfs_stat_owner],
            numbers[ingot_guestfs_stat_group]
        )
    }

    /// Whether a path is a folder, or a link to one.
    func isDirectory(_ path: String) throws -> Bool {
        var options = ingot_guestfs_is_dir(mask: ingot_guestfs_is_dir_follows_links, follows_links: 1)
        return try check { $0.is_dir_opts_argv($1, path, &options) } == 1
    }

    /// Makes swap space with the names that it had.
    func makeSwap(_ device: String, label: String, uuid: String) throws {
        try label.withCString { labelText in
            try uuid.withCString { uuidText in
                var options = ingot_guestfs_swap()
                options.label = labelText
                options.uuid = uuidText
                if !label.isEmpty { options.mask |= ingot_guestfs_swap_label }
                if !uuid.isEmpty { options.mask |= ingot_guestfs_swap_uuid }
                try check { $0.mkswap_opts_argv($1, device, &options) }
            }
        }
    }

    /// Runs a command in the appliance itself, not in the guest.
    func runInside(_ command: String) throws {
        let text = try (command + " && printf done").withCString { text in
            var words: [UnsafeMutablePointer<CChar>?] = [UnsafeMutablePointer(mutating: text), nil]
            return try words.withUnsafeMutableBufferPointer { words in
                try self.text { $0.debug($1, "sh", words.baseAddress) }
            }
        }
        guard text.hasSuffix("done") else { throw GuestFSError.failed(text) }
    }

    /// LVM's volume groups, and the bytes in each that belong to no volume.
    func volumeGroups() throws -> [(name: String, free: UInt64)] {
        keepQuiet()
        guard let list = library.vgs_full(handle) else { throw failure() }
        defer { library.free_lvm_vg_list(list) }
        let groups = UnsafeBufferPointer(start: list.pointee.first, count: Int(list.pointee.count))
        return groups.map { (String(cString: $0.name), $0.free) }
    }

    /// Errors are thrown, not printed; some functions of the library forget that.
    private func keepQuiet() {
        library.set_error_handler(handle, nil, nil)
    }

    private func failure() -> GuestFSError {
        .failed(library.last_error(handle).map { String(cString: $0) } ?? "the library does not say why")
    }
}
