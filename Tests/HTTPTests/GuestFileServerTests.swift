import HTTP
import HostOS
import Synchronization
import Testing

/// With curl as the client.
@Suite struct GuestFileServerTests {
    private final class Log: Sendable {
        let records = Mutex<[AccessRecord]>([])
        func add(_ record: AccessRecord) { records.withLock { $0.append(record) } }
        var all: [AccessRecord] { records.withLock { $0 } }
    }

    private func curl(_ arguments: String...) async throws -> String {
        try await runProcess("curl", ["-s", "--path-as-is", "--noproxy", "*", "-m", "20"] + arguments).outputText
    }

    private func status(_ arguments: String...) async throws -> String {
        let all = ["-s", "--path-as-is", "--noproxy", "*", "-m", "20", "-o", "/dev/null", "-w", "%{http_code}"]
        return try await runProcess("curl", all + arguments).outputText
    }

    private func withFiles(_ body: (String, Log) async throws -> Void) async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.createDirectory(folder + "/root/sub", intermediates: true)
            try HostFiles.write("0123456789", to: folder + "/root/digits.txt")
            try HostFiles.write("index", to: folder + "/root/sub/index.html")
            try HostFiles.write("spaced", to: folder + "/root/a b.txt")
            try HostFiles.write("secret", to: folder + "/secret")
            try HostFiles.makeSymbolicLink(at: folder + "/root/escape", to: "../secret")
            try HostFiles.makeSymbolicLink(at: folder + "/root/inner", to: "digits.txt")
            let log = Log()
            try await withGuestFileServer(
                .directory(folder + "/root"), ports: 20_000...50_000, onRequest: { log.add($0) }
            ) { server in
                try await body("http://127.0.0.1:\(server.port)", log)
            }
        }
    }

    @Test func filesAreServedWithTheirType() async throws {
        try await withFiles { base, log in
            do {
                let answer = try await curl(base + "/digits.txt")
                #expect(answer == "0123456789")
            }
            do {
                let answer = try await curl(base + "/a%20b.txt")
                #expect(answer == "spaced")
            }
            do {
                let answer = try await curl(base + "/inner")
                #expect(answer == "0123456789")
            }
            do {
                let answer = try await curl(base + "/sub/")
                #expect(answer == "index")
            }
            let head = try await curl("-I", base + "/digits.txt?query=1")
            #expect(head.contains("Content-Length: 10"))
            #expect(head.contains("Content-Type: text/plain"))
            let first = try #require(log.all.first)
            #expect(first.method == "GET" && first.path == "/digits.txt" && first.status == 200)
            #expect(first.bytes == 10 && first.peer == "127.0.0.1")
            #expect(log.all.last?.method == "HEAD")
        }
    }

    @Test(
        "single ranges are served in part",
        arguments: [
            ("2-4", "234"), ("7-", "789"), ("-3", "789"), ("0-0", "0"), ("5-99", "56789"), ("-99", "0123456789"),
        ])
    func ranges(range: String, expected: String) async throws {
        try await withFiles { base, log in
            do {
                let answer = try await curl("-r", range, base + "/digits.txt")
                #expect(answer == expected)
            }
            #expect(log.all.map(\.status) == [206])
        }
    }

    @Test func aRangeBehindTheEndIs416() async throws {
        try await withFiles { base, _ in
            let answer = try await status("-r", "10-", base + "/digits.txt")
            #expect(answer == "416")
        }
    }

    @Test(
        "nothing outside of the folder is served",
        arguments: [
            ("/../secret", "403"), ("/%2e%2e/secret", "403"), ("/sub/../../secret", "403"), ("/escape", "403"),
            ("/digits.txt%00.png", "403"), ("/%zz", "400"), ("/nothing", "404"), ("/digits.txt/", "404"),
        ])
    func refusals(path: String, expected: String) async throws {
        try await withFiles { base, _ in
            let answer = try await status(base + path)
            #expect(answer == expected)
        }
    }

    @Test func aFolderIsListed() async throws {
        try await withFiles { base, _ in
            let list = try await curl(base + "/")
            #expect(
                list == """
                    <pre>
                    <a href="./a%20b.txt">a b.txt</a>
                    <a href="./digits.txt">digits.txt</a>
                    <a href="./escape">escape</a>
                    <a href="./inner">inner</a>
                    <a href="./sub/">sub/</a>
                    </pre>

                    """)
            // Else links in the page would lead to the folder above.
            let head = try await curl("-I", base + "/sub")
            #expect(head.contains("HTTP/1.1 301") && head.contains("Location: sub/\r\n"), "\(head)")
            let followed = try await curl("-L", base + "/sub")
            #expect(followed == "index")
        }
    }

    @Test func onlyReadingIsAllowed() async throws {
        try await withFiles { base, _ in
            do {
                let answer = try await status("-X", "DELETE", base + "/digits.txt")
                #expect(answer == "405")
            }
            do {
                let answer = try await status("-d", "some=body", base + "/digits.txt")
                #expect(answer == "405")
            }
        }
    }

    @Test func aMissingFileNamesItsNeighbour() async throws {
        try await withFiles { base, log in
            do {
                let answer = try await curl(base + "/digit.txt")
                #expect(answer == "404 not found; the nearest is /digits.txt\n")
            }
            #expect(log.all.map(\.suggestion) == ["/digits.txt"])
        }
    }

    @Test func textsAreServedByTheirPath() async throws {
        let log = Log()
        try await withGuestFileServer(
            .texts(["/preseed.cfg": "d-i", "/empty": ""]), ports: 20_000...50_000, onRequest: { log.add($0) }
        ) { server in
            let base = "http://127.0.0.1:\(server.port)"
            do {
                let answer = try await curl(base + "/preseed.cfg")
                #expect(answer == "d-i")
            }
            do {
                let answer = try await status(base + "/empty")
                #expect(answer == "200")
            }
            do {
                let answer = try await curl(base + "/pressed.cfg")
                #expect(answer == "404 not found; the nearest is /preseed.cfg\n")
            }
        }
        #expect(log.all.map(\.status) == [200, 200, 404])
    }

    @Test func manyRequestsAtOnceAreAnswered() async throws {
        try await withFiles { base, log in
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 { group.addTask { try await curl(base + "/digits.txt") } }
                for try await body in group { #expect(body == "0123456789") }
            }
            #expect(log.all.count == 20)
        }
    }

    @Test func thePortIsFreeAfterwards() async throws {
        let port = try await withGuestFileServer(.texts([:]), ports: 20_000...50_000) { $0.port }
        #expect(try PortReservation.reserve(in: port...port).port == port)
    }
}
