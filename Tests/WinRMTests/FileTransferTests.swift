import HostOS
import Synchronization
import TestSupport
import Testing

@testable import WinRM

@Suite struct FileTransferTests {
    private func random(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255) } }

    @Test(arguments: [0, 1, 5_700, 5_701, 40_000])
    func `a file arrives as it was, and nothing else is left`(size: Int) async throws {
        let machine = FakeWindows()
        let bytes = random(size)
        try await WSManServer.with(.init(), machine) { server in
            let sent = Mutex<[Int64]>([])
            try await FileUpload.run(
                [.init(path: "", content: .bytes(bytes))], to: "c:/Windows/Temp/script.ps1", server.client()
            ) { count in sent.withLock { $0.append(count) } }
            #expect(machine.files == ["c:\\Windows\\Temp\\script.ps1": bytes])
            #expect(sent.withLock { $0 }.last ?? 0 == Int64(size))
            #expect(server.service.shellCount == 1)
            #expect(server.service.openShells == 0)
            #expect(server.service.violations == [])
        }
    }

    @Test func `many small files go in few commands`() async throws {
        let machine = FakeWindows()
        try await WSManServer.with(.init(), machine) { server in
            var items = [FileUpload.Item(path: "empty", content: nil)]
            items += (0..<50).map { .init(path: "d/ä \($0).txt", content: .bytes(Array("file \($0)".utf8))) }
            try await FileUpload.run(items, to: "$env:TEMP\\app", server.client())
            #expect(machine.files.count == 50)
            #expect(machine.text("C:\\Users\\vagrant\\AppData\\Local\\Temp\\app\\d\\ä 7.txt") == "file 7")
            #expect(machine.folders == ["C:\\Users\\vagrant\\AppData\\Local\\Temp\\app\\empty"])
            #expect(machine.commands.count <= 3)
        }
    }

    @Test func `every command fits into the line that Windows takes`() {
        var packer = CommandPacker(path: "%TEMP%\\ingot-0123456789abcdef.tmp")
        var commands: [String] = []
        for size in [1, 10, 5_700, 5_700, 300] {
            if let command = packer.add(FileLines.content(random(size))) { commands.append(command) }
        }
        if let command = packer.finish() { commands.append(command) }
        #expect(commands.allSatisfy { $0.utf8.count <= CommandPacker.longestCommand })
        #expect(commands.count == 3)
        let scripts = [
            FileScripts.unpack("%TEMP%\\ingot-0123456789abcdef.tmp"), FileScripts.pack("C:\\x", isFolder: true),
        ]
        #expect(scripts.allSatisfy { PowerShell.command($0).utf8.count < 8_000 })
    }

    @Test func `a file that cannot be written tells why, and leaves no half one`() async throws {
        let machine = FakeWindows()
        try await WSManServer.with(.init(), machine) { server in
            let items = [FileUpload.Item(path: "x", content: nil), .init(path: "x", content: .bytes([1]))]
            let error = await #expect(throws: WinRMError.self) {
                try await FileUpload.run(items, to: "C:\\y", server.client())
            }
            #expect(error?.message == "the machine could not write what was uploaded: 'C:\\y\\x' is denied.")
            #expect(machine.files.isEmpty)
            #expect(server.service.openShells == 0)
        }
    }

    @Test func `a local file and a folder come back as they were`() async throws {
        let machine = FakeWindows()
        let (first, second) = (random(100_000), random(10))
        try await withTemporaryDirectory(prefix: "ingot-test") { folder in
            try await WSManServer.with(.init(), machine) { server in
                try HostFiles.write(first, to: folder + "/local")
                let client = try server.client()
                try await FileUpload.run(
                    [
                        .init(path: "sub/a", content: .file(folder + "/local")),
                        .init(path: "b", content: .bytes(second)),
                    ],
                    to: "C:\\data", client)
                try await FileDownload.run("C:\\data", isFolder: true, to: folder + "/back", client)
                #expect(try HostFiles.read(folder + "/back/sub/a") == first)
                #expect(try HostFiles.read(folder + "/back/b") == second)
                try await FileDownload.run("C:\\data\\b", isFolder: false, to: folder + "/one", client)
                #expect(try HostFiles.read(folder + "/one") == second)
                let error = await #expect(throws: WinRMError.self) {
                    try await FileDownload.run("C:\\none", isFolder: false, to: folder + "/none", client)
                }
                #expect(error?.message == "the machine could not read C:\\none: Could not find 'C:\\none'.")
            }
        }
    }

    @Test(arguments: ["..\\x", "a\\..\\..\\x", "\\x", "C:\\..\\x", "", "a\\\\b", "a\0b"])
    func `a name that leads out of the folder is refused`(name: String) async throws {
        try await withTemporaryDirectory(prefix: "ingot-test") { folder in
            var receiver = try LineReceiver(target: folder, isFolder: true, progress: nil)
            #expect(throws: WinRMError.self) { try receiver.take(Array((FileLines.file(name) + "\r\n").utf8)) }
            #expect(try HostFiles.list(folder).isEmpty)
        }
    }

    @Test func `what is no line of a file is refused, and a wrong hash noticed`() async throws {
        try await withTemporaryDirectory(prefix: "ingot-test") { folder in
            var receiver = try LineReceiver(target: folder + "/f", isFolder: false, progress: nil)
            #expect(throws: WinRMError.self) { try receiver.take(Array("hello\n".utf8)) }
            var endless = try LineReceiver(target: folder + "/f", isFolder: false, progress: nil)
            #expect(throws: WinRMError.self) { try endless.take([UInt8](repeating: 65, count: 70_000)) }
            var wrong = try LineReceiver(target: folder + "/f", isFolder: false, progress: nil)
            try wrong.take(Array("F:\r\nQUJD\r\nH:00-11\r\n".utf8))
            #expect(!wrong.isWhole)
        }
    }

    @Test func `PowerShell's errors are read out of their XML`() {
        let text = """
            #< CLIXML\r
            <Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj S="progress"><S>x</S></Obj>\
            <S S="Error">cannot find_x000D__x000A_</S><S S="Error">at line:1_x000D__x000A_</S></Objs>
            """
        #expect(MachineWords.lines(Array(text.utf8)) == ["cannot find", "at line:1"])
        #expect(MachineWords.lines(Array("plain\r\nwords".utf8)) == ["plain", "words"])
        #expect(MachineWords.lines(Array("#< CLIXML\r\n<Objs".utf8)) == ["#< CLIXML", "<Objs"])
    }

    @Test func `a literal means itself`() {
        #expect(PowerShell.literal("it's $x `n \u{2019}") == "'it''s $x `n \u{2019}\u{2019}'")
        #expect(PowerShell.encoded("ab") == "YQBiAA==")
    }
}
