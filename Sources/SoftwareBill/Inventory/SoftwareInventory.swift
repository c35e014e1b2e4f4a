/// The packages of a guest and what the guest is.
package struct SoftwareInventory: Hashable, Sendable {
    /// The guest's system, as os-release(5) tells it.
    package var system: OperatingSystem
    /// Sorted, each once; a package that was found in several places is told with the first one.
    package private(set) var packages: [SoftwarePackage]

    package init(system: OperatingSystem, packages: [SoftwarePackage]) {
        self.system = system
        var seen: Set<String> = []
        self.packages =
            packages
            .map { (package: $0, url: $0.url(on: system).text) }
            .sorted { ($0.url, $0.package.place) < ($1.url, $1.package.place) }
            .filter { seen.insert($0.url).inserted }
            .map(\.package)
    }

    /// How many packages each system keeps, in the systems' order; those without any are left out.
    package var counts: [(system: PackageSystem, count: Int)] {
        PackageSystem.allCases.compactMap { system in
            let count = packages.count { $0.system == system }
            return count == 0 ? nil : (system, count)
        }
    }
}
