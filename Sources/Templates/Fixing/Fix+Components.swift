import JSONText

extension Fix {
    static let postProcessors: [Fix] = [
        Fix("manifest-filename", "Renames filename of the manifest to output.", retires: ["filename"]) {
            $0.editPostProcessors { step in
                if step.type == "manifest" { step.move("filename", to: "output") }
            }
        }
    ]

    private static let isAmazon: @Sendable (String) -> Bool = { $0.hasPrefix("amazon-") }

    static let amazon: [Fix] = [
        .builders(
            "amazon-shutdown_behavior", "Renames shutdown_behaviour to shutdown_behavior.",
            retires: ["shutdown_behaviour"], of: isAmazon
        ) { $0.move("shutdown_behaviour", to: "shutdown_behavior") },
        .builders(
            "amazon-enhanced-networking", "Renames enhanced_networking to ena_support.",
            retires: ["enhanced_networking"], of: isAmazon
        ) { builder in
            if builder["enhanced_networking"]?.bool != nil { builder.move("enhanced_networking", to: "ena_support") }
        },
        .builders(
            "amazon-private-ip", "Replaces ssh_private_ip by ssh_interface.", retires: ["ssh_private_ip"], of: isAmazon
        ) { builder in
            guard builder["ssh_interface"] == nil, let isPrivate = builder["ssh_private_ip"]?.looseBool else { return }
            builder["ssh_private_ip"] = nil
            builder["ssh_interface"] = isPrivate ? "private_ip" : "public_ip"
        },
        .builders(
            "amazon-temp-sec-cidrs", "Replaces temporary_security_group_source_cidr by a list.",
            retires: ["temporary_security_group_source_cidr"], of: isAmazon
        ) { builder in
            guard let source = builder.removeValue(forKey: "temporary_security_group_source_cidr") else { return }
            builder["temporary_security_group_source_cidrs"] = [source]
        },
    ]

    static let docker: [Fix] = [
        Fix("docker-email", "Removes login_email.", retires: ["login_email"]) { template in
            guard template.root["post-processors"] != nil else { return }
            template.editBuilders { $0["login_email"] = nil }
            template.editPostProcessors { $0["login_email"] = nil }
        },
        Fix("docker-tag-tags", "Merges tag of docker-tag into tags.") {
            $0.editPostProcessors { step in
                guard step.type == "docker-tag", step["tag"] != nil || step["tags"] != nil,
                    let tag = step["tag"].textList, let tags = step["tags"].textList
                else { return }
                step["tag"] = nil
                var seen: Set<String> = []
                step["tags"] = .array((tag + tags).filter { seen.insert($0).inserted }.map { .string($0) })
            }
        },
    ]

    static let scripts: [Fix] = [
        Fix("powershell-escapes", "Removes escapes of PowerShell, which are made by the provisioner.") {
            $0.editProvisioners { step in
                guard step.type == "powershell" else { return }
                for name in ["elevated_user", "elevated_password"] {
                    step[name] = step[name]?.withoutPowerShellEscapes
                }
                guard let variables = step["environment_vars"]?.array else { return }
                step["environment_vars"] = .array(variables.map(\.withoutPowerShellEscapes))
            }
        }
    ]

    static let lastFixes: [Fix] = [
        Fix("galaxy-command", "Renames galaxycommand to galaxy_command.", retires: ["galaxycommand"]) {
            $0.editProvisioners { step in
                guard step.type == "ansible-local", step["galaxycommand"]?.string != nil else { return }
                step.yield("galaxycommand", to: "galaxy_command")
            }
        },
        .builders(
            "comm-config", "Removes ssh_ from the port forwarding of VirtualBox.",
            retires: ["ssh_host_port_min", "ssh_host_port_max", "ssh_skip_nat_mapping"],
            of: { $0.hasPrefix("virtualbox") }
        ) { builder in
            builder.yield("ssh_host_port_min", to: "host_port_min")
            builder.yield("ssh_host_port_max", to: "host_port_max")
            guard builder["ssh_skip_nat_mapping"]?.bool != nil else { return }
            builder.yield("ssh_skip_nat_mapping", to: "skip_nat_mapping")
        },
        .builders("ssh-wait-timeout", "Renames ssh_wait_timeout to ssh_timeout.", retires: ["ssh_wait_timeout"]) {
            builder in
            guard builder["ssh_wait_timeout"]?.string != nil else { return }
            builder.yield("ssh_wait_timeout", to: "ssh_timeout")
        },
        .builders(
            "vsphere-iso-net-disk", "Moves options of networks and disks of vSphere into lists.",
            of: { $0 == "vsphere-iso" }
        ) { builder in
            builder.move("networkCard", to: "network_card", keepsNew: true)
            builder.gather(["network", "network_card"], into: "network_adapters")
            builder.gather(["disk_size", "disk_thin_provisioned", "disk_eagerly_scrub"], into: "storage")
        },
        .builders(
            "iso-checksum-type-and-url", "Joins iso_checksum_type and iso_checksum_url into iso_checksum.",
            retires: ["iso_checksum_type", "iso_checksum_url"]
        ) { $0.joinChecksum() },
        .builders(
            "qemu-host-port", "Renames ssh_host_port_min and ssh_host_port_max of QEMU builders.",
            of: { $0 == "qemu" }
        ) { builder in
            builder.move("ssh_host_port_min", to: "host_port_min")
            builder.move("ssh_host_port_max", to: "host_port_max")
        },
        .builders(
            "azure-exclude_from_latest", "Mends the spelling of exclude_from_latest.", retires: ["exlude_from_latest"],
            of: { $0 == "azure-chroot" }
        ) { builder in
            builder["shared_image_destination"] = builder["shared_image_destination"]?.edited {
                $0.move("exlude_from_latest", to: "exclude_from_latest")
            }
        },
        .builders("proxmox-type", "Renames builders proxmox to proxmox-iso.", of: { $0 == "proxmox" }) {
            $0["type"] = "proxmox-iso"
        },
    ]
}

extension FixableTemplate.Object {
    fileprivate mutating func move(_ old: String, to new: String, keepsNew: Bool) {
        if keepsNew { yield(old, to: new) } else { move(old, to: new) }
    }

    /// Makes one object of some options and puts it in front of a list.
    fileprivate mutating func gather(_ names: [String], into list: String) {
        var first: FixableTemplate.Object = [:]
        for name in names { first[name] = removeValue(forKey: name) }
        guard !first.isEmpty else { return }
        self[list] = .array([.object(first)] + (self[list]?.array ?? []))
    }

    /// One option for the sum, its kind and where it is found.
    fileprivate mutating func joinChecksum() {
        let url = removeValue(forKey: "iso_checksum_url")?.string ?? ""
        let type = removeValue(forKey: "iso_checksum_type")?.string ?? ""
        let sum = self["iso_checksum"]?.string ?? ""
        if type == "none" {
            self["iso_checksum"] = "none"
        } else if !url.isEmpty {
            self["iso_checksum"] = .string("file:\(url)")
        } else if !type.isEmpty, !sum.isEmpty {
            let isWhole = sum.hasPrefix("\(type):") || sum.hasPrefix("file:")
            self["iso_checksum"] = .string(isWhole ? sum : "\(type):\(sum)")
        }
    }
}

extension JSONValue {
    /// A boolean, or a string that means one to Go.
    fileprivate var looseBool: Bool? {
        switch self {
        case .bool(let flag): flag
        case .string("1"), .string("t"), .string("T"), .string("true"), .string("TRUE"), .string("True"): true
        case .string("0"), .string("f"), .string("F"), .string("false"), .string("FALSE"), .string("False"): false
        default: nil
        }
    }

    /// Without the back-ticks that PowerShell needs before some characters.
    fileprivate var withoutPowerShellEscapes: JSONValue {
        guard var text = string else { return self }
        for character in ["$", "\"", "`", "'"] { text = text.replacing("`\(character)", with: character) }
        return .string(text)
    }
}

extension JSONValue? {
    /// Texts of an array, or of a string with commas; `nil` if it holds anything else.
    fileprivate var textList: [String]? {
        guard let value = self else { return [] }
        if let text = value.string { return text.split(separator: ",").map(String.init) }
        guard let texts = value.array?.map(\.string), !texts.contains(nil) else { return nil }
        return texts.compactMap(\.self)
    }
}
