extension CommandLine {
    /// Lays a template's `qemuargs` over this command line.
    ///
    /// A switch that the template names loses all its default values. If no device mentions the network card
    /// afterwards, and the network is there that it belongs to, it is given back; the monitor of ours always stays.
    ///
    /// - Parameters:
    ///   - lists: rendered; the first element of each is the switch, the others are joined to its value.
    ///   - netDevice: the network card of the machine.
    package func applying(qemuargs lists: [[String]], netDevice: String) -> CommandLine {
        var result = self
        let monitors = values(of: "-qmp").suffix(1)
        var replaced: Set<String> = []
        for list in lists {
            guard let name = list.first else { continue }
            let value = list.dropFirst().joined()
            if let index = result.switches.firstIndex(where: { $0.name == name }) {
                if replaced.insert(name).inserted { result.switches[index].values = [] }
                result.switches[index].values.append(value)
            } else {
                replaced.insert(name)
                result.switches.append(Switch(name: name, values: [value]))
            }
        }
        if replaced.contains("-qmp") { result.append(Array(monitors), to: "-qmp") }
        // A template that gives the network another name gives it its card, too.
        let hasOwnNetwork = result.values(of: "-netdev").contains { "\($0),".contains("id=user.0,") }
        if hasOwnNetwork, !result.values(of: "-device").contains(where: { $0.contains(netDevice) }) {
            result.append(["\(netDevice),netdev=user.0"], to: "-device")
        }
        return result
    }

    /// Lays a template's `qemuargs_append` beside this command line: nothing is replaced.
    package func appending(qemuargs lists: [[String]]) -> CommandLine {
        var result = self
        for list in lists {
            guard let name = list.first else { continue }
            result.append([list.dropFirst().joined()], to: name)
        }
        return result
    }

    /// The disks, CD-ROMs and devices of `original` that nothing in this command line mentions.
    package func missing(of original: CommandLine) -> [String] {
        let present = arguments
        return ["-drive", "-device", "-netdev"].flatMap { name in
            original.values(of: name).filter { value in
                let mark = Self.mark(of: value)
                return !present.contains { $0.contains(mark) }
            }.map { "\(name) \($0)" }
        }
    }

    /// The part of a value by which another one about the same thing is known: its file, its drive, or its kind.
    private static func mark(of value: String) -> Substring {
        let parts = value.split(separator: ",")
        let telling = parts.first { part in ["file=", "drive=", "tpmdev="].contains { part.hasPrefix($0) } }
        return telling.map { $0.hasPrefix("file=") ? $0.dropFirst(5) : $0 } ?? parts.first ?? ""
    }

    private mutating func append(_ values: [String], to name: String) {
        if let index = switches.firstIndex(where: { $0.name == name }) {
            switches[index].values += values
        } else {
            switches.append(Switch(name: name, values: values))
        }
    }
}
