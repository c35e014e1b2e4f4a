import Communicators
import ComponentAPI
import Testing

@Suite struct NoneCommunicatorTests {
    @Test func `commands succeed without being run`() async throws {
        let exit = try await NoneCommunicator().run("exit 3") { _ in }
        #expect(exit == .status(0))
    }

    @Test func `files cannot move, and the message says why`() async throws {
        let none = NoneCommunicator()
        let upload = await #expect(throws: NoneCommunicatorError.self) {
            try await none.upload(.bytes([], mode: 0o644), to: "/x", progress: nil)
        }
        #expect(upload?.description == "Upload is not implemented when communicator = 'none'")
        let folder = await #expect(throws: NoneCommunicatorError.self) { try await none.uploadDirectory("a", to: "b") }
        #expect(folder?.description == "UploadDir is not implemented when communicator = 'none'")
    }
}
