internal import SSH

extension SFTPService {
    static func status(_ number: UInt32, _ failure: SFTPFailure) -> [UInt8] {
        var answer = SFTPWriter(.status)
        answer.add(number)
        answer.add(failure.code.rawValue)
        answer.add(failure.message)
        answer.add("")
        return answer.finished()
    }

    static func handle(_ number: UInt32, _ handle: String) -> [UInt8] {
        var answer = SFTPWriter(.handle)
        answer.add(number)
        answer.add(handle)
        return answer.finished()
    }

    static func attributes(_ number: UInt32, _ attributes: SFTPAttributes) -> [UInt8] {
        var answer = SFTPWriter(.attributes)
        answer.add(number)
        answer.add(attributes)
        return answer.finished()
    }

    static func names(_ number: UInt32, _ names: [(name: String, line: String, attributes: SFTPAttributes)]) -> [UInt8]
    {
        var answer = SFTPWriter(.name)
        answer.add(number)
        answer.add(UInt32(names.count))
        for entry in names {
            answer.add(entry.name)
            answer.add(entry.line)
            answer.add(entry.attributes)
        }
        return answer.finished()
    }
}

extension MachineFiles {
    /// What a path is; `nil` if nothing is there.
    func existing(_ path: String) async throws -> SFTPAttributes? {
        do {
            return try await status(path, following: true)
        } catch let failure as SFTPFailure where failure.code == .noSuchFile {
            return nil
        }
    }

    /// Sets the attributes of a packet that names path and attributes.
    func set(attributes reader: inout SFTPReader) async throws {
        let path = try reader.text()
        try await set(try reader.attributes(), of: path)
    }
}

/// A line as `ls -l` writes it, which clients show to their users.
enum LongName {
    static func text(_ name: String, _ attributes: SFTPAttributes) -> String {
        let mode = attributes.mode ?? 0
        let kind =
            switch mode & 0o170000 {
            case 0o040000: "d"
            case 0o120000: "l"
            case 0o100000: "-"
            default: "?"
            }
        let bits = stride(from: 8, through: 0, by: -1).map { bit in
            mode & (1 << UInt32(bit)) == 0 ? "-" : ["x", "w", "r"][bit % 3]
        }
        let owner = "\(attributes.owner?.user ?? 0) \(attributes.owner?.group ?? 0)"
        return "\(kind)\(bits.joined()) 1 \(owner) \(attributes.size ?? 0) \(name)"
    }
}
