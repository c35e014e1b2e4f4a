import BootCommand
import ComponentAPI
import Diagnostics
import GoTemplate

/// What is typed at the console, how, and where the console is.
struct BootOptions: Sendable {
    private enum Key {
        static let command = OptionKey<[String]>(
            "boot_command", default: [], late: true, "What is typed when the machine starts; see the boot command.")
        static let steps = OptionKey<[BootStepOption]>(
            "boot_steps", default: [], late: true,
            "The same in steps that wait for what the machine shows, or in pieces with a description.")
        static let wait = OptionKey<Duration>(
            "boot_wait", defaultText: "10s if there is something to type that does not begin with a wait of its own",
            "How long to wait before typing.")
        static let keyInterval = OptionKey<Duration>(
            "boot_key_interval", defaultText: "PACKER_KEY_INTERVAL, else as fast as it is sure",
            "The pause after each key event.")
        static let layout = OptionKey<String>(
            "boot_keyboard_layout", default: "us",
            "The layout that the guest takes its keyboard for: \(KeyboardLayout.names.joined(separator: ", ")).")
        static let keyGroupInterval = OptionKey<Duration>(
            "boot_keygroup_interval", "Has no effect here; other builders pause so between groups of keys.")
        static let bindAddress = OptionKey<String>(
            "vnc_bind_address", default: "127.0.0.1", "The address at which QEMU's VNC server listens.")
        static let portMinimum = OptionKey<Int>("vnc_port_min", default: 5900, "The first port of the VNC server.")
        static let portMaximum = OptionKey<Int>("vnc_port_max", default: 6000, "The port after the last one.")
        static let usePassword = OptionKey<Bool>(
            "vnc_use_password", default: false, "Protects the VNC server by a password.")
        static let password = OptionKey<String>(
            "vnc_password", defaultText: "random", sensitive: true, "That password; at most 8 characters.")
        static let disable = OptionKey<Bool>("disable_vnc", default: false, "Types nothing.")
    }

    static let declarations: [OptionDeclaration] = [
        Key.command.declaration, Key.steps.declaration, Key.wait.declaration, Key.keyInterval.declaration,
        Key.layout.declaration, Key.keyGroupInterval.declaration, Key.bindAddress.declaration,
        Key.portMinimum.declaration,
        Key.portMaximum.declaration, Key.usePassword.declaration, Key.password.declaration, Key.disable.declaration,
    ]

    /// Not rendered yet.
    var pieces: [BootStepOption]
    var layout: KeyboardLayout
    /// `nil` for no wait.
    var wait: Duration?
    var pacing: BootPacing
    /// Ports for a VNC server that others can reach; `nil` for a socket of our own.
    var server: Server?

    struct Server: Hashable {
        var address: String
        var ports: Range<Int>
        /// `nil` for no password.
        var password: Password?
    }

    enum Password: Hashable {
        case random
        case given(String)
    }

    /// The wait of templates that do not say, in seconds as documented.
    private static let defaultWait = Duration.seconds(10)

    init(_ reader: OptionReader, keyIntervalVariable: String?) {
        pieces = Self.pieces(reader)
        wait = nil
        layout = KeyboardLayout.named(reader.choice(Key.layout, among: KeyboardLayout.names)) ?? .us
        pacing = Self.pacing(reader, keyIntervalVariable)
        server = Self.server(reader)
        if reader.value(Key.disable), !pieces.isEmpty {
            reader.error(
                "Boot command without VNC", "A boot command is typed over VNC, which disable_vnc = true forbids.",
                of: Key.disable)
        }
        let beginsWithCondition = checkPieces(reader)
        wait = Self.wait(reader, hasKeysToTime: !pieces.isEmpty && !beginsWithCondition)
    }

    private static func pieces(_ reader: OptionReader) -> [BootStepOption] {
        let command = reader.value(Key.command).joined()
        let steps = reader.value(Key.steps)
        if !command.isEmpty, !steps.isEmpty {
            reader.error("Two boot commands", "Only one of boot_command and boot_steps can be given.", of: Key.steps)
        }
        return command.isEmpty ? steps : [BootStepOption(command: command)]
    }

    /// "0s" counts as not set, as templates have it from the peer; a negative wait is none.
    ///
    /// A boot command that looks when the machine is ready needs no guess.
    private static func wait(_ reader: OptionReader, hasKeysToTime: Bool) -> Duration? {
        let wait = reader.optional(Key.wait) ?? .zero
        if wait == .zero { return hasKeysToTime ? defaultWait : nil }
        return wait > .zero ? wait : nil
    }

    private static func pacing(_ reader: OptionReader, _ variable: String?) -> BootPacing {
        _ = reader.optional(Key.keyGroupInterval)
        if let interval = reader.optional(Key.keyInterval), interval > .zero { return .interval(interval) }
        if let interval = variable.flatMap(BootPacing.init(variable:)) { return interval }
        return .standard
    }

    private static func server(_ reader: OptionReader) -> Server? {
        let ports = reader.ports(Key.portMinimum, Key.portMaximum, atLeast: 5900)
        let password = reader.optional(Key.password)?.nonEmpty
        if let password, password.utf8.count > 8 {
            reader.error(
                "VNC password too long",
                "VNC looks at 8 characters of a password; the option \"vnc_password\" has more.",
                of: Key.password)
        }
        let hasPassword = reader.value(Key.usePassword)
        let wantsServer =
            hasPassword || reader.isSet(Key.bindAddress) || reader.isSet(Key.portMinimum)
            || reader.isSet(Key.portMaximum)
        guard wantsServer else { return nil }
        return Server(
            address: reader.value(Key.bindAddress), ports: ports,
            password: hasPassword ? password.map(Password.given) ?? .random : nil)
    }

    /// Renders and parses with empty values, so that misspelt keys and names show before anything runs.
    ///
    /// - Returns: whether the first thing to do is to wait for what the machine shows.
    private func checkPieces(_ reader: OptionReader) -> Bool {
        let context = reader.templating.adding(LateData.guest)
        var commands: [BootCommand] = []
        for piece in pieces {
            do {
                let (command, found) = try piece.parsed(context.renderedStrictly)
                commands.append(command)
                for diagnostic in found { tell(diagnostic, reader) }
                tellOfMissingKeys(command, reader)
            } catch {
                reader.error(
                    "Error in template string", "The boot command could not be rendered: \(error)", of: Key.command)
            }
        }
        return commands.first { !$0.steps.isEmpty }?.beginsWithCondition ?? false
    }

    private func tell(_ diagnostic: Diagnostic, _ reader: OptionReader) {
        let detail = ([diagnostic.detail] + diagnostic.advice).joined(separator: " ")
        if diagnostic.severity == .error {
            reader.error(diagnostic.summary, detail, of: Key.command)
        } else {
            reader.warning(diagnostic.summary, detail, of: Key.command)
        }
    }

    private func tellOfMissingKeys(_ command: BootCommand, _ reader: OptionReader) {
        let missing = command.characters(withoutKeyOn: layout)
        guard !missing.isEmpty else { return }
        let list = missing.map { "\"\($0)\"" }.joined(separator: ", ")
        reader.warning(
            "No key for a character",
            "The boot command has \(list), for which the keyboard layout \"\(layout.name)\" has no key.",
            of: Key.command)
    }
}
