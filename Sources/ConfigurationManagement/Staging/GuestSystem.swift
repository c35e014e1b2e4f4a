import ComponentAPI

/// The kind of system in the machine: paths and commands differ by it.
enum GuestSystem: String, Sendable, CaseIterable {
    case unix
    case windows

    static let key = OptionKey<String>(
        "guest_os_type", default: "unix", "The system in the machine: unix or windows; paths and commands differ.")

    /// Reads the option in either case of letters; complaints go to the reader.
    init(_ reader: OptionReader) {
        let word = reader.value(Self.key)
        let system = word.isEmpty ? .unix : GuestSystem(rawValue: word.lowercased())
        if system == nil {
            reader.error(
                "Invalid guest_os_type", "guest_os_type must be unix or windows, but is \"\(word)\".", of: Self.key)
        }
        self = system ?? .unix
    }
}
