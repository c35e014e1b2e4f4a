internal import CHostShims
import Glibc
import Synchronization

/// The standard streams of a child about to be started: its ends and ours.
struct ChildStreams {
    /// For descriptors 0, 1 and 2; closed on our side after the start.
    private(set) var theirs: [Int32] = []
    private(set) var ours: [ByteStream?] = []
    /// Those of `theirs` that were opened here.
    private var opened: [Int32] = []

    init(_ input: ChildStream, _ output: ChildStream, _ error: ChildStream, name: String) throws {
        do {
            try add(input, 0, "the input of \(name)")
            try add(output, 1, "the output of \(name)")
            try add(error, 2, "the error output of \(name)")
        } catch {
            closeTheirs()
            throw error
        }
    }

    func closeTheirs() {
        for number in opened { close(number) }
    }

    private mutating func add(_ stream: ChildStream, _ number: Int32, _ name: String) throws {
        switch stream {
        case .inherit: put(number, nil, isOurs: false)
        case .standardOutput: put(number == 2 ? theirs[1] : number, nil, isOurs: false)
        case .null: put(try openFile("/dev/null", O_RDWR), nil, isOurs: true)
        case .file(let path):
            put(try openFile(path, number == 0 ? O_RDONLY : O_WRONLY | O_CREAT | O_APPEND), nil, isOurs: true)
        case .pipe: try addPipe(number, name)
        }
    }

    private mutating func put(_ their: Int32, _ our: ByteStream?, isOurs: Bool) {
        theirs.append(their)
        ours.append(our)
        if isOurs { opened.append(their) }
    }

    private mutating func addPipe(_ number: Int32, _ name: String) throws {
        var ends: [Int32] = [-1, -1]
        try checkedShim(ingot_pipe(&ends), "make a pipe for", name)
        let isInput = number == 0
        if isInput { BrokenPipes.ignore() }
        let stream = ByteStream(adopting: isInput ? ends[1] : ends[0], name: name, isSocket: false)
        put(isInput ? ends[0] : ends[1], stream, isOurs: true)
    }

    private func openFile(_ path: String, _ flags: Int32) throws -> Int32 {
        try checked(open(path, flags | O_CLOEXEC, 0o644), "open", path)
    }
}

/// Writing to a child that has closed its input is an error of that write, not the end of this program.
enum BrokenPipes {
    private static let once: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

    static func ignore() {
        once
    }
}
