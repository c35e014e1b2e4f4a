import Diagnostics

/// A floppy disk of 1.44 MB with the file system FAT12 (Microsoft's FAT specification 1.03).
struct FloppyImage {
    /// A file's bytes, or what is in a folder by name.
    indirect enum Node {
        case file([UInt8])
        case folder([String: Node])
    }

    private enum Layout {
        static let sectorSize = 512
        static let sectors = 2880
        static let fatSectors = 9
        static let rootEntries = 224
        static let fatStart = 1
        static let rootStart = fatStart + 2 * fatSectors
        static let dataStart = rootStart + rootEntries * FloppyEntry.size / sectorSize
        /// The clusters, of one sector each, are counted from 2.
        static let clusterEnd = sectors - dataStart + 2
    }

    private var bytes = [UInt8](repeating: 0, count: Layout.sectorSize * Layout.sectors)
    private var nextCluster = 2

    /// The bytes of a disk with these files.
    ///
    /// - Throws: `DiagnosticError` if they have no room.
    static func make(_ root: [String: Node], label: String) throws -> [UInt8] {
        var image = FloppyImage()
        image.writeBootSector(label: label)
        image.setFAT(0, 0xFF0)
        image.setFAT(1, 0xFFF)
        let entries = [FloppyEntry.label(label)] + (try image.entries(of: root, folderCluster: 0))
        guard entries.count <= Layout.rootEntries else { throw full }
        image.put(entries.flatMap(\.self), at: Layout.rootStart)
        return image.bytes
    }

    /// Writes what is in a folder, and returns the entries that name it.
    ///
    /// - Parameter folderCluster: the folder's own first cluster; 0 for the root.
    private mutating func entries(of folder: [String: Node], folderCluster: Int) throws -> [[UInt8]] {
        var names = FloppyNames()
        var entries: [[UInt8]] = []
        for (name, node) in folder.sorted(by: { $0.key < $1.key }) {
            let short = names.shortName(for: name)
            var cluster = 0
            var size = 0
            switch node {
            case .file(let content):
                cluster = try allocate(content.count)
                size = content.count
                put(content, at: sector(of: cluster))
            case .folder(let content):
                cluster = try writeFolder(content, parent: folderCluster)
            }
            entries += FloppyEntry.long(name, short: short)
            let isFolder = if case .folder = node { true } else { false }
            entries.append(FloppyEntry.short(short, isFolder: isFolder, cluster: cluster, size: size))
        }
        return entries
    }

    private mutating func writeFolder(_ content: [String: Node], parent: Int) throws -> Int {
        var names = FloppyNames()
        let count = content.keys.sorted().reduce(2) { sum, name in
            sum + 1 + FloppyEntry.long(name, short: names.shortName(for: name)).count
        }
        let cluster = try allocate(count * FloppyEntry.size)
        let links = [
            FloppyEntry.short(FloppyEntry.dot, isFolder: true, cluster: cluster, size: 0),
            FloppyEntry.short(FloppyEntry.dotDot, isFolder: true, cluster: parent, size: 0),
        ]
        let entries = links + (try entries(of: content, folderCluster: cluster))
        put(entries.flatMap(\.self), at: sector(of: cluster))
        return cluster
    }

    /// A chain of neighbouring clusters; 0 for nothing.
    private mutating func allocate(_ size: Int) throws -> Int {
        let count = (size + Layout.sectorSize - 1) / Layout.sectorSize
        guard count > 0 else { return 0 }
        guard nextCluster + count <= Layout.clusterEnd else { throw Self.full }
        let first = nextCluster
        nextCluster += count
        for cluster in first..<nextCluster { setFAT(cluster, cluster + 1 == nextCluster ? 0xFFF : cluster + 1) }
        return first
    }

    private func sector(of cluster: Int) -> Int { Layout.dataStart + cluster - 2 }

    private mutating func put(_ content: [UInt8], at sector: Int) {
        guard !content.isEmpty else { return }
        let start = sector * Layout.sectorSize
        bytes.replaceSubrange(start..<(start + content.count), with: content)
    }

    /// Twelve bits for each cluster, two of them in three bytes, in both copies of the table.
    private mutating func setFAT(_ cluster: Int, _ value: Int) {
        for copy in 0..<2 {
            let table = (Layout.fatStart + copy * Layout.fatSectors) * Layout.sectorSize
            let place = table + cluster * 3 / 2
            if cluster.isMultiple(of: 2) {
                bytes[place] = UInt8(value & 0xFF)
                bytes[place + 1] = bytes[place + 1] & 0xF0 | UInt8(value >> 8)
            } else {
                bytes[place] = bytes[place] & 0x0F | UInt8(value & 0xF) << 4
                bytes[place + 1] = UInt8(value >> 4)
            }
        }
    }

    private mutating func writeBootSector(label: String) {
        // A jump that is never taken, a maker's name, and the disk's geometry.
        var sector: [UInt8] = [0xEB, 0x3C, 0x90] + Array("MSDOS5.0".utf8)
        sector += [0x00, 0x02, 1, 1, 0, 2, UInt8(Layout.rootEntries), 0, 0x40, 0x0B, 0xF0, UInt8(Layout.fatSectors), 0]
        sector += [18, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        // No drive number, the mark of the fields that follow, and the same serial number each time.
        sector += [0, 0, 0x29, 1, 0, 0, 0] + FloppyEntry.labelBytes(label) + Array("FAT12   ".utf8)
        put(sector, at: 0)
        bytes[510] = 0x55
        bytes[511] = 0xAA
    }

    private static var full: DiagnosticError {
        DiagnosticError(
            Diagnostic(
                "Floppy disk full", detail: "The files for the floppy disk have no room in 1.44 MB.",
                advice: ["Use cd_files, which has room for as much as is needed."]))
    }
}
