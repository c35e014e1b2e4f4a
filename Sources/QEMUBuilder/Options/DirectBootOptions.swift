import ComponentAPI
import HCLValues

/// A kernel that QEMU starts by itself, without a boot loader and so without anything to type.
struct DirectBootOptions: Sendable {
    private enum Key {
        static let kernel = OptionKey<String>(
            "direct_kernel", default: "",
            "A kernel to start without a boot loader: its path in the installer's ISO, or file:PATH on this machine.")
        static let initrd = OptionKey<String>("direct_initrd", default: "", "The initrd for it, named in the same way.")
        static let arguments = OptionKey<[String]>(
            "kernel_arguments", default: [], late: true, "What that kernel is told; joined by blanks.")
        static let once = OptionKey<Bool>(
            "direct_boot_once", defaultText: "true for an installer, false with disk_image = true",
            "Whether the kernel is started only until the guest first ends or reboots; its disk boots then.")
    }

    static let declarations: [OptionDeclaration] = [
        Key.kernel.declaration, Key.initrd.declaration, Key.arguments.declaration, Key.once.declaration,
    ]

    var kernel: Place
    var initrd: Place?
    /// Not rendered yet.
    var arguments: [String]
    var isOnce: Bool

    /// Where a file of the guest is.
    enum Place: Hashable {
        case inISO(String)
        case onHost(String)

        init(_ text: String) {
            self = text.hasPrefix("file:") ? .onHost(String(text.dropFirst(5))) : .inISO(text)
        }
    }

    /// `nil` where the machine starts from its media.
    init?(_ reader: OptionReader, startsFromISO: Bool) {
        let kernel = reader.value(Key.kernel).nonEmpty
        let initrd = reader.value(Key.initrd).nonEmpty
        arguments = reader.value(Key.arguments)
        isOnce = reader.optional(Key.once) ?? startsFromISO
        let places = [(kernel, Key.kernel), (initrd, Key.initrd)]
        for (text, key) in places where text.map(Place.init)?.isInISO == true && !startsFromISO {
            reader.error(
                "Invalid use of an option",
                "With disk_image = true there is no ISO to take the option \"\(key.name)\" from: write file:PATH.",
                of: key)
        }
        guard let kernel else {
            for name in [Key.initrd.name, Key.arguments.name] where reader.inputs[name]?.value.isNull == false {
                reader.error(
                    "Invalid use of an option", "The option \"\(name)\" works only together with direct_kernel.")
            }
            return nil
        }
        self.kernel = Place(kernel)
        self.initrd = initrd.map(Place.init)
    }
}

extension DirectBootOptions.Place {
    var isInISO: Bool {
        if case .inISO = self { true } else { false }
    }
}
