import ComponentAPI

/// The data that cloud-init in the guest configures it by (its data source NoCloud).
struct CloudInitOptions: Sendable {
    private enum Key {
        static let block = OptionKey<[String: String]>(
            "cloud_init", late: true, "Data for cloud-init in the guest.")
    }

    private static let parts = [
        OptionDeclaration(
            name: "user_data", type: .string, documentation: "What is to be done; mostly begins with #cloud-config."),
        OptionDeclaration(
            name: "meta_data", type: .string, defaultText: "an instance-id of the build's own",
            documentation: "What the machine is: instance-id, local-hostname."),
        OptionDeclaration(name: "network_config", type: .string, documentation: "Its network, version 1 or 2."),
        OptionDeclaration(
            name: "delivery", type: .string, defaultText: "cd",
            documentation: "How the guest gets it: cd, a CD-ROM named cidata, or http, from the build's own server."),
    ]

    static let declarations: [OptionDeclaration] = [
        OptionDeclaration(
            name: Key.block.name, type: .block(parts), documentation: Key.block.declaration.documentation,
            isLate: true)
    ]

    /// Not rendered yet, by the name that cloud-init looks for.
    var files: [String: String]
    var delivery: Delivery

    enum Delivery: String, CaseIterable {
        case cd, http
    }

    /// Where the guest finds the files on the build's server.
    static let folder = "/cloud-init/"

    /// `nil` without the block.
    init?(_ reader: OptionReader, instance: String) {
        guard let block = reader.optional(Key.block) else { return nil }
        delivery = .cd
        if let text = block["delivery"] {
            if let wanted = Delivery(rawValue: text) {
                delivery = wanted
            } else {
                reader.error(
                    "Invalid value", "The delivery of \"cloud_init\" must be cd or http, but is \"\(text)\".",
                    of: Key.block)
            }
        }
        let user = block["user_data"] ?? ""
        files = ["user-data": user, "meta-data": block["meta_data"] ?? "instance-id: \(instance)\n"]
        files["network-config"] = block["network_config"]
        if !user.isEmpty, !Self.beginnings.contains(where: user.hasPrefix) {
            reader.warning(
                "Unknown kind of user_data",
                "cloud-init knows what user_data is by how it begins, mostly by \"#cloud-config\" or \"#!\".",
                of: Key.block)
        }
    }

    /// What user data may begin with (cloud-init's documentation, "User-data formats").
    private static let beginnings = ["#", "Content-Type:", "Content-type:", "MIME-Version:"]
}
