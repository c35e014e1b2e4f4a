import ComponentAPI
import HostOS
import Synchronization

/// The ledger of one run as a file: a line for each thing recorded and one for each settled, on disk before the
/// thing is made.
package final class FileCleanupLedger: CleanupLedger {
    private let path: String
    private let lines = Mutex<[LedgerEntry]>([])

    /// - Parameters:
    ///   - directory: where ledgers lie; made if needed.
    ///   - run: the run's UUID.
    package init(directory: String, run: String) throws {
        try HostFiles.createDirectory(directory, mode: 0o700, intermediates: true)
        path = HostPath.join(directory, "\(run).ledger")
    }

    package func record(_ entry: LedgerEntry) throws {
        try lines.withLock { open in
            try append("+", entry)
            open.append(entry)
        }
    }

    package func settle(_ entry: LedgerEntry) throws {
        try lines.withLock { open in
            guard let index = open.lastIndex(of: entry) else { return }
            open.remove(at: index)
            if open.isEmpty {
                try HostFiles.remove(path)
            } else {
                try append("-", entry)
            }
        }
    }

    private func append(_ sign: String, _ entry: LedgerEntry) throws {
        try HostFiles.append(Array("\(sign) \(entry.line)\n".utf8), to: path, mode: 0o600)
    }
}

extension LedgerEntry {
    /// The entry in the ledger's notation; line ends in paths are escaped.
    var line: String {
        switch self {
        case .process(let id, let startTime): "process \(id) \(startTime)"
        case .path(let path):
            "path "
                + path.map { character in
                    switch character {
                    case "\\": "\\\\"
                    case "\n": "\\n"
                    default: String(character)
                    }
                }.joined()
        }
    }

    /// Reads an entry; `nil` if the line is none, such as one that a power cut left half written.
    init?(line: some StringProtocol) {
        let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "process":
            let numbers = parts[1].split(separator: " ")
            guard numbers.count == 2, let id = Int32(numbers[0]), let start = UInt64(numbers[1]) else { return nil }
            self = .process(id: id, startTime: start)
        case "path": self = .path(Self.unescaped(parts[1]))
        default: return nil
        }
    }

    private static func unescaped(_ text: some StringProtocol) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            switch (isEscaped, character) {
            case (false, "\\"): isEscaped = true
            case (true, "n"):
                result.append("\n")
                isEscaped = false
            default:
                result.append(character)
                isEscaped = false
            }
        }
        return result
    }
}
