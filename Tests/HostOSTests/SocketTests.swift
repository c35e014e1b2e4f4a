import HostOS
import TestSupport
import Testing

@Suite struct SocketTests {
    @Test func bytesGoBothWaysOverTCP() async throws {
        let listener = try SocketListener.tcp()
        let payload = (0..<2_000_000).map { UInt8(truncatingIfNeeded: $0) }
        async let echoed: Void = {
            let client = try await listener.accept()
            let bytes = try await client.readAll()
            try await client.write(bytes)
            client.close()
        }()
        let stream = try await SocketStream.connect(host: "localhost", port: listener.port)
        try await stream.write(payload)
        stream.finishWriting()
        #expect(try await stream.readAll() == payload)
        try await echoed
    }

    @Test func nobodyListeningIsRefusedByName() async throws {
        let port = Int(try freePort())
        let error = try await #require(throws: HostError.self) {
            try await SocketStream.connect(host: "127.0.0.1", port: port)
        }
        #expect(error.isConnectionRefused)
        #expect("\(error)" == "cannot connect to 127.0.0.1:\(port): connection refused")
    }

    @Test func unixSocketsConnectAndAreRemoved() async throws {
        try await withTemporaryDirectory { folder in
            let listener = try SocketListener.unix(path: folder + "/socket")
            let stream = try await SocketStream.connect(unixPath: folder + "/socket")
            let client = try await listener.accept()
            try await client.write("hello\nworld".utf8)
            client.close()
            var lines = stream.lines.makeAsyncIterator()
            #expect(try await lines.next() == "hello")
            #expect(try await lines.next() == "world")
            listener.close()
            #expect(try HostFiles.list(folder).isEmpty)
        }
    }

    @Test func aPathTooLongForASocketIsRefused() async throws {
        let path = "/tmp/" + String(repeating: "x", count: 120)
        await #expect(throws: HostError.self) { try await SocketStream.connect(unixPath: path) }
    }

    @Test func cancellationEndsAWaitAndTheStreamStaysUsable() async throws {
        let (left, right) = try SocketStream.pair()
        await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask { try await left.read() }
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        try await right.write([7])
        #expect(try await left.read() == [7])
    }

    @Test func closingEndsAWait() async throws {
        let (left, right) = try SocketStream.pair()
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await left.read() }
            group.addTask { left.close() }
            await #expect(throws: HostError.self) { while try await group.next() != nil {} }
        }
        right.close()
    }

    @Test func writingToAClosedSocketIsAnErrorNotASignal() async throws {
        let (left, right) = try SocketStream.pair()
        right.close()
        let error = try await #require(throws: HostError.self) { try await left.write([1]) }
        #expect(error.isConnectionLost)
    }

    @Test func endlessLinesComeInPieces() async throws {
        let (left, right) = try SocketStream.pair()
        try await right.write("aaaaaaaaaaaa\nb\n".utf8)
        right.close()
        var lines = ByteLines(stream: left, limit: 5).makeAsyncIterator()
        var found: [String] = []
        while let line = try await lines.next() { found.append(line) }
        #expect(found == ["aaaaa", "aaaaa", "aa", "b"])
    }

    @Test func aReservedPortCannotBeTakenAndAFullRangeIsNamed() throws {
        let first = try SocketListener.tcp(port: Int(try freePort()))
        let range = first.port...first.port
        let error = #expect(throws: HostError.self) { try PortReservation.reserve(in: range) }
        #expect(error?.reason == "all 1 ports from \(first.port) to \(first.port) are taken")
        first.close()
        #expect(try PortReservation.reserve(in: range).port == first.port)
    }
}
