import ComponentAPI
import Diagnostics
import HCLValues
import RegularExpressions

/// One step of the `guestfs` provisioner: one thing to do, and what belongs to it.
struct GuestFSStep: OptionValue {
    /// What a step does.
    enum Action: Hashable {
        case run([String])
        case upload(source: String, target: String)
        case write(path: String, content: String)
        case edit(path: String, pattern: String, replacement: String)
        case delete([String])
        case packages([String])
        case user(GuestUser)
        case hostname(String)
        case timezone(String)
        case firstBoot(String)
    }

    var action: Action
    /// Permission bits of the file that is written; `nil` leaves it to the source, or to what is there.
    var mode: UInt16?
    /// `USER` or `USER:GROUP`, by name or number.
    var owner: String?

    private enum Key {
        static let run = OptionKey<[String]>(
            "run", "Commands of the shell, run as root in the disk image, in this order.")
        static let upload = OptionKey<String>(
            "upload", "A file or folder of this host to copy to the path that `to` names.")
        static let target = OptionKey<String>("to", "Where `upload` copies to.")
        static let write = OptionKey<String>("write", "The path of a file to write; `content` is what comes in.")
        static let content = OptionKey<String>("content", sensitive: true, "The text of the file that `write` names.")
        static let edit = OptionKey<String>(
            "edit", "The path of a file in which every match of `replace` becomes `with`.")
        static let pattern = OptionKey<String>(
            "replace", "A regular expression (RE2); ^ and $ mean lines' beginnings and ends.")
        static let replacement = OptionKey<String>(
            "with", sensitive: true, "The text in a match's place; $1 is the first group.")
        static let delete = OptionKey<[String]>(
            "delete", "Files and folders to remove: paths, or patterns of the shell.")
        static let packages = OptionKey<[String]>(
            "packages", "Packages to install by the system's own package manager.")
        static let user = OptionKey<String>("user", "An account to make, or to change if it is there.")
        static let passwordHash = OptionKey<String>(
            "password_hash", sensitive: true, "The account's password as crypt(5) writes it: openssl passwd -6.")
        static let sshKeys = OptionKey<[String]>("ssh_keys", "Public keys that may log in to the account.")
        static let groups = OptionKey<[String]>("groups", "Further groups of the account.")
        static let sudo = OptionKey<Bool>("sudo", "Whether the account may do everything by sudo without a password.")
        static let hostname = OptionKey<String>("hostname", "The machine's name.")
        static let timezone = OptionKey<String>("timezone", "The time zone, such as Europe/Berlin.")
        static let firstBoot = OptionKey<String>(
            "first_boot", "A script that runs as root when a machine starts from the disk for the first time.")
        static let mode = OptionKey<String>(
            "mode", "Permission bits for `write` and a file of `upload`, such as \"0640\".")
        static let owner = OptionKey<String>("owner", "USER or USER:GROUP for `write` and a file of `upload`.")
    }

    static let declarations: [OptionDeclaration] = [
        Key.run.declaration, Key.upload.declaration, Key.target.declaration, Key.write.declaration,
        Key.content.declaration, Key.edit.declaration, Key.pattern.declaration, Key.replacement.declaration,
        Key.delete.declaration, Key.packages.declaration, Key.user.declaration, Key.passwordHash.declaration,
        Key.sshKeys.declaration, Key.groups.declaration, Key.sudo.declaration, Key.hostname.declaration,
        Key.timezone.declaration, Key.firstBoot.declaration, Key.mode.declaration, Key.owner.declaration,
    ]

    static var optionType: OptionType { .block(declarations) }

    /// What says what a step does, and what may stand beside each.
    static let companions: [String: Set<String>] = [
        "run": [], "upload": ["to", "mode", "owner"], "write": ["content", "mode", "owner"],
        "edit": ["replace", "with"], "delete": [], "packages": [],
        "user": ["password_hash", "ssh_keys", "groups", "sudo"], "hostname": [], "timezone": [], "first_boot": [],
    ]

    init(option value: HCLValue, render: (String) throws -> String) throws {
        guard let attributes = value.attributeValues?.filter({ !$0.value.isNull }) else {
            throw OptionMismatch("must be steps, each a block or an object.")
        }
        let name = try Self.action(attributes.keys.sorted())
        (action, owner, mode) = try withoutActuallyEscaping(render) { render in
            let fields = StepFields(attributes: attributes, render: render)
            return (
                try Self.read(name, fields), try fields.optional(Key.owner),
                try fields.optional(Key.mode).map(Self.permissions)
            )
        }
    }

    private static func permissions(_ text: String) throws -> UInt16 {
        guard let bits = UInt16(text, radix: 8), bits <= 0o7777, !text.hasPrefix("+") else {
            throw OptionMismatch("has a \"mode\" that is no octal number, such as \"0644\".")
        }
        return bits
    }

    /// The one name among a step's that says what it does.
    private static func action(_ names: [String]) throws -> String {
        let known = Set(declarations.map(\.name))
        for name in names where !known.contains(name) {
            let hint = Suggestion.nearest(to: name, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
            throw OptionMismatch("has a step with the unknown argument \"\(name)\".\(hint)")
        }
        let actions = names.filter { companions[$0] != nil }
        guard let action = actions.first, actions.count == 1 else {
            throw OptionMismatch(
                actions.isEmpty
                    ? "has a step that does nothing: it needs one of \(companions.keys.sorted().joined(separator: ", "))."
                    : "has a step that does several things (\(actions.joined(separator: ", "))): make several steps.")
        }
        let allowed = companions[action] ?? []
        for name in names where name != action && !allowed.contains(name) {
            throw OptionMismatch("has a step \"\(action)\" with \"\(name)\", which does not belong to it.")
        }
        return action
    }

    private static func read(_ name: String, _ fields: StepFields) throws -> Action {
        switch name {
        case "run": .run(try fields.required(Key.run))
        case "upload": .upload(source: try fields.required(Key.upload), target: try path(Key.target, fields))
        case "write": .write(path: try path(Key.write, fields), content: try fields.required(Key.content))
        case "edit": try edit(fields)
        case "delete": .delete(try deletable(try fields.required(Key.delete)))
        case "packages": .packages(try packages(try fields.required(Key.packages)))
        case "user":
            .user(
                try GuestUser(
                    name: try fields.required(Key.user), passwordHash: try fields.optional(Key.passwordHash),
                    keys: try fields.optional(Key.sshKeys) ?? [], groups: try fields.optional(Key.groups) ?? [],
                    hasSudo: try fields.optional(Key.sudo) ?? false))
        case "hostname": .hostname(try hostname(try fields.required(Key.hostname)))
        case "timezone": .timezone(try timezone(try fields.required(Key.timezone)))
        default: .firstBoot(try fields.required(Key.firstBoot))
        }
    }

    private static func edit(_ fields: StepFields) throws -> Action {
        let pattern = try fields.required(Key.pattern)
        do {
            _ = try RegularExpression("(?m)" + pattern)
        } catch {
            throw OptionMismatch("has a \"replace\" that is no regular expression: \(error.reason).")
        }
        return .edit(
            path: try path(Key.edit, fields), pattern: pattern, replacement: try fields.required(Key.replacement))
    }

    private static func path(_ key: OptionKey<String>, _ fields: StepFields) throws -> String {
        let path = try fields.required(key)
        guard path.hasPrefix("/") else {
            throw OptionMismatch("has a \"\(key.name)\" that does not begin with a slash.")
        }
        return path
    }

    /// The root itself would be the whole system.
    private static func deletable(_ paths: [String]) throws -> [String] {
        for path in paths where !path.hasPrefix("/") || path.allSatisfy({ "/.*".contains($0) }) {
            throw OptionMismatch("has a \"delete\" of \"\(path)\"; paths are below the root and begin with a slash.")
        }
        return paths
    }

    /// A hyphen at its beginning would make a switch of a name.
    private static func packages(_ names: [String]) throws -> [String] {
        for name in names where !GuestUser.isPlain(name, adding: "+.:=~@/") {
            throw OptionMismatch("has a \"packages\" with \"\(name)\", which is no package's name.")
        }
        return names
    }

    private static func hostname(_ name: String) throws -> String {
        guard GuestUser.isPlain(name, adding: "."), name.utf8.count <= 64 else {
            throw OptionMismatch("has a \"hostname\" that is none.")
        }
        return name
    }

    private static func timezone(_ name: String) throws -> String {
        guard GuestUser.isPlain(name, adding: "/+"), !name.contains("//") else {
            throw OptionMismatch("has a \"timezone\" that is none; an example is Europe/Berlin.")
        }
        return name
    }
}

/// An account of a system on a disk.
struct GuestUser: Hashable {
    var name: String
    var passwordHash: String?
    var keys: [String]
    var groups: [String]
    var hasSudo: Bool

    init(name: String, passwordHash: String?, keys: [String], groups: [String], hasSudo: Bool) throws {
        for name in [name] + groups where !Self.isPlain(name, adding: ".") {
            throw OptionMismatch("has a \"user\" or one of \"groups\" that is no name of an account: \"\(name)\".")
        }
        if let passwordHash, passwordHash.isEmpty || passwordHash.contains(where: { ":\n\r ".contains($0) }) {
            throw OptionMismatch("has a \"password_hash\" that is none; openssl passwd -6 makes one.")
        }
        for key in keys where key.contains(where: \.isNewline) || key.split(separator: " ").count < 2 {
            throw OptionMismatch("has one of \"ssh_keys\" that is no line of a public key file.")
        }
        self.name = name
        self.passwordHash = passwordHash
        self.keys = keys
        self.groups = groups
        self.hasSudo = hasSudo
    }

    /// Letters, digits, hyphen, underscore and a few more, not beginning with a hyphen or a dot.
    static func isPlain(_ text: String, adding more: String) -> Bool {
        guard let first = text.first, !"-.".contains(first) else { return false }
        return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0) || more.contains($0)) }
    }
}

/// The attributes of one step, read by their keys.
private struct StepFields {
    let attributes: [String: HCLValue]
    let render: (String) throws -> String

    func optional<Value: OptionValue>(_ key: OptionKey<Value>) throws -> Value? {
        guard let value = attributes[key.name] else { return nil }
        do {
            return try Value(option: value, render: render)
        } catch let mismatch as OptionMismatch {
            throw OptionMismatch("has a \"\(key.name)\" that \(mismatch.message)")
        }
    }

    func required<Value: OptionValue>(_ key: OptionKey<Value>) throws -> Value {
        guard let value = try optional(key) else { throw OptionMismatch("has a step without \"\(key.name)\".") }
        return value
    }
}
