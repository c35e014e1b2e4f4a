import BuildEvents
import Cryptography
import HTTP

/// A file to an address by PUT (RFC 9110, 9.3.4).
struct WebUpload {
    let transfer: UploadTransfer
    let address: String

    func run(_ log: BuildLog) async throws {
        _ = try await transfer.send(to: address) {
            var request = request("PUT")
            request.file = .init(path: transfer.file, range: 0..<transfer.size)
            return request
        }
        transfer.progress(transfer.size)
        guard transfer.options.verifies else { return }
        let answer = try await transfer.send(to: address, accepting: { _ in true }) { request("HEAD") }
        guard answer.status == 200, let length = answer.header("content-length").flatMap({ Int64($0) }) else {
            log.say("The server does not tell what it stored at \(maskingCredentials(address)), so that is not checked")
            return
        }
        guard length == transfer.size else {
            throw transfer.failure(address, "\(transfer.size) bytes were sent, but the server has \(length)")
        }
    }

    private func request(_ method: String) -> HTTPRequest {
        var request = HTTPRequest(url: address)
        request.method = method
        request.headers = transfer.options.headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        if let (user, password) = transfer.options.credentials {
            let token = Base64.text(Array("\(user):\(password.exposed)".utf8))
            request.headers.append(("Authorization", "Basic \(token)"))
        }
        return request
    }
}
