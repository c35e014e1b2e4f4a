import JSONText

extension Fix {
    static let checksums: [Fix] = [
        .builders("iso-md5", "Replaces iso_md5 by iso_checksum.", retires: ["iso_md5"]) { builder in
            guard let sum = builder["iso_md5"]?.string else { return }
            builder["iso_md5"] = nil
            builder["iso_checksum"] = .string(sum)
            builder["iso_checksum_type"] = "md5"
        }
    ]

    static let timestamps: [Fix] = [
        .builders("createtime", "Replaces {{.CreateTime}} by {{timestamp}} in names of images.") { builder in
            for name in ["ami_name", "bundle_prefix", "snapshot_name"] {
                guard let text = builder[name]?.string else { continue }
                builder[name] = .string(text.replacingActions(named: ".CreateTime", by: "{{timestamp}}"))
            }
        }
    ]

    static let virtualBox: [Fix] = [
        .builders(
            "virtualbox-gaattach", "Replaces guest_additions_attach by guest_additions_mode.",
            retires: ["guest_additions_attach"], of: { $0 == "virtualbox" }
        ) { builder in
            guard let attaches = builder["guest_additions_attach"]?.bool else { return }
            builder["guest_additions_attach"] = nil
            builder["guest_additions_mode"] = attaches ? "attach" : "upload"
        },
        Fix("pp-vagrant-override", "Moves options for single builders of vagrant post-processors to override.") {
            $0.editPostProcessors { step in
                guard step.type == "vagrant" else { return }
                var override = step["override"]?.object ?? [:]
                for name in ["aws", "digitalocean", "virtualbox", "vmware"] {
                    if let value = step.removeValue(forKey: name) { override[name] = value }
                }
                if !override.isEmpty { step["override"] = .object(override) }
            }
        },
    ]

    static let renamedBuilders: [Fix] = ["virtualbox", "vmware"].map { type in
        Fix("\(type)-rename", "Renames builders \(type) to \(type)-iso.") { template in
            template.editBuilders { builder in
                if builder.type == type { builder["type"] = .string("\(type)-iso") }
            }
            template.editProvisioners { step in
                guard var override = step["override"]?.object else { return }
                override.move(type, to: "\(type)-iso")
                step["override"] = .object(override)
            }
        }
    }

    private static let isParallels: @Sendable (String) -> Bool = { $0 == "parallels-iso" || $0 == "parallels-pvm" }

    static let parallels: [Fix] = [
        .builders("parallels-headless", "Removes headless, which Parallels does not have.", of: isParallels) {
            $0["headless"] = nil
        },
        .builders(
            "parallels-deprecations", "Removes parallels_tools_host_path; renames guest_os_distribution.",
            retires: ["parallels_tools_host_path", "guest_os_distribution"], of: isParallels
        ) { builder in
            builder["parallels_tools_host_path"] = nil
            builder.move("guest_os_distribution", to: "guest_os_type")
        },
    ]

    static let logins: [Fix] = [
        .builders("sshkeypath", "Renames ssh_key_path to ssh_private_key_file.", retires: ["ssh_key_path"]) { builder in
            guard builder["ssh_key_path"]?.string != nil else { return }
            builder.yield("ssh_key_path", to: "ssh_private_key_file")
        },
        .builders(
            "sshdisableagent", "Renames ssh_disable_agent to ssh_disable_agent_forwarding.",
            retires: ["ssh_disable_agent"]
        ) { builder in
            guard builder["ssh_disable_agent"]?.bool != nil else { return }
            builder.yield("ssh_disable_agent", to: "ssh_disable_agent_forwarding")
        },
        .builders(
            "scaleway-access-key", "Renames access_key of Scaleway to organization_id.", of: { $0 == "scaleway" }
        ) { builder in
            guard builder["access_key"]?.string != nil else { return }
            builder.yield("access_key", to: "organization_id")
        },
    ]

    static let machines: [Fix] = [
        .builders(
            "vmware-compaction", "Skips compaction of disks that ESXi cannot compact.", of: { $0 == "vmware-iso" }
        ) {
            builder in
            guard builder["remote_type"] == "esx5" else { return }
            let kind = builder["disk_type_id"] ?? "zeroedthick"
            builder["disk_type_id"] = kind
            if let kind = kind.string, kind != "thin" { builder["skip_compaction"] = true }
        },
        .builders(
            "hyperv-deprecations", "Removes vhd_temp_path.", retires: ["vhd_temp_path"], of: { $0 == "hyperv-iso" }
        ) { $0["vhd_temp_path"] = nil },
        .builders(
            "hyperv-vmxc-typo", "Renames clone_from_vmxc_path to clone_from_vmcx_path.",
            retires: ["clone_from_vmxc_path"], of: { $0 == "hyperv-vmcx" }
        ) { $0.move("clone_from_vmxc_path", to: "clone_from_vmcx_path") },
        .builders(
            "hyperv-cpu-and-ram", "Renames cpu to cpus and ram_size to memory.", retires: ["cpu", "ram_size"],
            of: { $0.hasPrefix("hyperv-") }
        ) { builder in
            builder.move("cpu", to: "cpus")
            builder.move("ram_size", to: "memory")
        },
        .builders("clean-image-name", "Replaces clean_image_name and clean_ami_name by clean_resource_name.") {
            builder in
            for (name, value) in builder { builder[name] = value.withCleanName }
        },
        .builders(
            "spot-price-auto-product", "Removes spot_price_auto_product.", retires: ["spot_price_auto_product"],
            of: { ["amazon-ebs", "amazon-ebssurrogate", "amazon-ebsvolume", "amazon-instance"].contains($0) }
        ) { $0["spot_price_auto_product"] = nil },
        .builders("qemu-disk-size", "Writes the disk_size of QEMU builders with its unit.", of: { $0 == "qemu" }) {
            builder in
            guard case .number(let text)? = builder["disk_size"] else { return }
            let whole = text.prefix { $0 != "." }
            if Int(whole) != nil { builder["disk_size"] = .string("\(whole)M") }
        },
    ]
}

extension JSONValue {
    /// A string, or a map of strings, with the older names of one function replaced.
    fileprivate var withCleanName: JSONValue {
        if let text = string {
            return .string(
                text.replacing("clean_image_name", with: "clean_resource_name")
                    .replacing("clean_ami_name", with: "clean_resource_name"))
        }
        guard let members, members.allSatisfy({ $0.value.string != nil }) else { return self }
        return .object(members.map { Member($0.name, $0.value.withCleanName) })
    }
}

extension String {
    /// The text with each `{{ name }}` replaced, blanks inside the braces aside.
    fileprivate func replacingActions(named name: String, by replacement: String) -> String {
        var result = ""
        var rest = self[...]
        while let start = rest.firstRange(of: "{{") {
            let inside = rest[start.upperBound...].drop(while: \.isWhitespace)
            let tail = inside.hasPrefix(name) ? inside.dropFirst(name.count).drop(while: \.isWhitespace) : ""
            if tail.hasPrefix("}}") {
                result += rest[..<start.lowerBound] + replacement
                rest = tail.dropFirst(2)
            } else {
                result += rest[..<start.upperBound]
                rest = rest[start.upperBound...]
            }
        }
        return result + rest
    }
}
