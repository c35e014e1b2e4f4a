extension CommandLine {
    /// Lays a template's `qemuargs` over this command line.
    ///
    /// A switch that the template names loses all its default values. If no device mentions the network card
    /// afterwards, it is given back, and the monitor of ours always stays.
    ///
    /// - Parameters:
    ///   - lists: rendered; the first element of each is the switch, the others are joined to its value.
    ///   - netDevice: the network card of the machine.
    package func applying(qemuargs lists: [[String]], netDevice: String) -> CommandLine {
        var result = self
        let monitors = values(of: "-qmp")
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
        if replaced.contains("-qmp") { result.append(monitors, to: "-qmp") }
        if !result.values(of: "-device").contains(where: { $0.contains(netDevice) }) {
            result.append(["\(netDevice),netdev=user.0"], to: "-device")
        }
        return result
    }

    private mutating func append(_ values: [String], to name: String) {
        if let index = switches.firstIndex(where: { $0.name == name }) {
            switches[index].values += values
        } else {
            switches.append(Switch(name: name, values: values))
        }
    }
}
