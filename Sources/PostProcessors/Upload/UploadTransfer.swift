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
        to address: String, from offset: Int64 = 0, accepting: (Int) -> Bool = { (200..<300).contains($0) },
        _ make: () throws -> HTTPRequest
    ) async throws -> HTTPResponse {
        var pause = options.firstPause
        var triesLeft = options.retries
        while true {
            let outcome = try await attempt(make(), offset)
            switch outcome {
            case .success(let response) where accepting(response.status):
                return response
            case .success(let response):
                let isPassing = response.status == 408 || response.status == 429 || response.status >= 500
                guard isPassing, triesLeft > 0 else { throw failure(address, Self.words(response)) }
            case .failure(let error):
                guard triesLeft > 0 else { throw failure(address, error.reason) }
            }
            triesLeft -= 1
            try await Task.sleep(for: pause)
            pause *= 2
        }
    }

    private func attempt(_ request: HTTPRequest, _ offset: Int64) async throws -> Result<HTTPResponse, HTTPError> {
        var request = request
        request.timeout = .zero
        request.stallTimeout = .seconds(60)
        request.certificateFile = options.certificates
        request.verifiesServer = !options.isInsecure
        let progress = progress
        request.onSent = { progress(offset + $0) }
        do {
            return .success(try await request.answerOnOwnThread())
        } catch let error as HTTPError {
            return .failure(error)
        }
    }

    func failure(_ address: String, _ reason: String) -> PostProcessorError {
        PostProcessorError("\(file) cannot be uploaded to \(maskingCredentials(address)): \(reason)")
    }

    /// The status, and the code and message that an S3 service gives in its XML.
    private static func words(_ response: HTTPResponse) -> String {
        let answer = S3Answer(response)
        let more = ["Code", "Message"].compactMap { answer.text(of: $0) }
        return (["the server answered \(response.status)"] + more).joined(separator: ": ")
    }
}
