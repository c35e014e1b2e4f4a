import BuildEvents
import ComponentAPI
import GoTemplate
import Scripts
import WinRM

/// Runs the tool as another user of Windows with full rights, by a scheduled task.
struct ElevatedLogin: Sendable {
    enum Keys {
        static let user = OptionKey<String>(
            "elevated_user", default: "", late: true,
            "Windows: runs the command as this user with full rights, by a scheduled task; SYSTEM needs no password.")
        static let password = OptionKey<String>(
            "elevated_password", default: "", sensitive: true, late: true, "The password of elevated_user.")

        static let all: [OptionDeclaration] = [user.declaration, password.declaration]
    }

    private let user: String
    private let password: String
    private let templating: TemplateContext
    private let redactor: Redactor

    /// Reads the options; complaints go to the reader.
    init(_ reader: OptionReader, _ system: GuestSystem, _ redactor: Redactor) {
        user = reader.value(Keys.user)
        password = reader.value(Keys.password)
        templating = reader.templating
        self.redactor = redactor
        if !password.isEmpty && !password.contains("{{") { redactor.add(password) }
        if user.isEmpty && !password.isEmpty {
            reader.error(
                "Missing elevated_user", "Must supply an 'elevated_user' if 'elevated_password' provided",
                of: Keys.password)
        }
        if !user.isEmpty && system == .unix {
            reader.error(
                "Invalid elevated_user", "elevated_user is for Windows machines: set guest_os_type = \"windows\".",
                of: Keys.user)
        }
    }

    /// Runs a command as the other user, if there is one, else as the login.
    func run(_ command: String, on guest: ManagedGuest, _ data: [String: String]) async throws -> CommandExit {
        guard !user.isEmpty else { return try await guest.run(command) }
        let context = templating.adding(data.mapValues { GoValue.string($0) })
        let password = try context.render(password)
        if !password.isEmpty { redactor.add(password) }
        let task = ElevatedTask(
            user: try context.render(user), password: password, command: command,
            name: "packer-elevated-shell-\(ElevatedTask.identifier())")
        try await guest.communicator.upload(.bytes(task.script, mode: 0o600), to: task.path, progress: nil)
        let exit = try await guest.run(task.runner)
        // The script holds the password.
        try await guest.require(guest.commands.remove(task.path), "remove \(task.path) on the machine")
        return exit
    }
}
