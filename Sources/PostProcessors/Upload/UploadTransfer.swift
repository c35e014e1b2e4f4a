import BuildEvents
import HTTP
import HostOS

/// Sends requests for one file: with the options of all of them, and again where a server stumbled.
struct UploadTransfer: Sendable {
    let options: UploadOptions
    let file: String
    /// Bytes.
    let size: Int64
    /// Is told bytes that the server took.
    let progress: @Sendable (Int64) -> Void

    /// The answer to a request, which is made anew for each try.
    ///
    /// - Throws: `PostProcessorError` if there is no answer, or none of success.
    func send(
        to address: String, accepting: (Int) -> Bool = { (200..<300).contains($0) }, _ make: () throws -> HTTPRequest
    ) async throws -> HTTPResponse {
        let response: HTTPResponse
        do {
            response = try await options.requestRetries.answer { configured(try make()) }
        } catch let error as HTTPError {
            throw failure(address, error.reason)
        }
        guard accepting(response.status) else { throw failure(address, "the server answered \(response.status)") }
        return response
    }

    private func configured(_ request: HTTPRequest) -> HTTPRequest {
        var request = request
        request.timeout = .zero
        request.stallTimeout = .seconds(60)
        request.certificateFile = options.certificates
        request.verifiesServer = !options.isInsecure
        request.onSent = progress
        return request
    }

    func failure(_ address: String, _ reason: String) -> PostProcessorError {
        PostProcessorError("\(file) cannot be uploaded to \(maskingCredentials(address)): \(reason)")
    }
}
