import BuildEvents
import Diagnostics

extension CauseRule {
    /// What goes wrong between the guest and the network that the host gives it.
    static let network: [CauseRule] = [
        CauseRule(
            "answers-missing", .likely, looksFor: "requests of the guest that got 404 and were never answered",
            advice: ["Correct the path in boot_command, or the file's name in http_directory or http_content."]
        ) { build in
            let found = Set(build.requests.filter { $0.request.status < 400 }.map(\.request.path))
            let missed = build.requests.last { entry in
                let path = entry.request.path
                return entry.request.status == 404 && !found.contains(path) && !path.isOptional
            }
            guard let request = missed?.request else { return nil }
            let near = request.suggestion.map { "; the nearest name there is \($0)" } ?? ""
            return Finding("The guest asked for \(request.path), which is not served (404)\(near).")
        },
        CauseRule(
            "no-dhcp", .likely, looksFor: "words about DHCP that failed on the screen or the serial port",
            advice: [
                "Check net_device (has the installer a driver for it?) and what qemuargs says about -netdev; QEMU's "
                    + "user network has a DHCP server."
            ]
        ) { build in
            let failures = ["fail", "no lease", "no address", "timed out", "no dhcpoffers", "no working leases"]
            let console = build.lastSerialLines.suffix(60) + build.lastScreen
            let line =
                console.first(with: "network autoconfiguration failed", "no lease, failing", "no dhcpoffers received")
                ?? console.first(with: ["dhcp"], and: failures)
            return line.map { Finding("The guest got no network address: \"\($0)\".") }
        },
        CauseRule(
            "no-request", .possible, looksFor: "an HTTP server that the guest never asked for anything",
            advice: [
                "Look at the screen: if the boot command was not typed as meant, change boot_wait; if it was, the "
                    + "guest has no network or does not look for its answers there."
            ]
        ) { build in
            let serves = build.timeline.contains { $0.text.text.hasPrefix("Starting HTTP server on port") }
            guard serves, build.requests.isEmpty, build.neverReached else { return nil }
            return Finding("The guest never fetched its answers: no request came to the HTTP server.")
        },
    ]
}

extension RecordedBuild {
    /// Whether the build ended before it was let in.
    var neverReached: Bool {
        !timeline.contains { $0.text.text.hasPrefix("Connected to ") }
            && timeline.contains { $0.text.text.hasPrefix("Waiting for ") }
    }
}

extension String {
    /// Whether an installer asks for the file without needing it, as cloud-init for vendor-data.
    fileprivate var isOptional: Bool {
        ["/vendor-data", "/network-config", "/favicon.ico", "/.treeinfo", "/.discinfo"].contains { hasSuffix($0) }
    }
}
