internal import CLibmicrohttpd
import HostOS

/// Answers requests on the server's thread.
final class GuestResponder: Sendable {
    private let content: GuestContent
    private let onRequest: @Sendable (AccessRecord) -> Void

    init(content: GuestContent, onRequest: @escaping @Sendable (AccessRecord) -> Void) {
        self.content = content
        self.onRequest = onRequest
    }

    /// An answer, before it becomes the library's.
    private struct Answer {
        enum Body {
            case bytes([UInt8])
            case file(descriptor: Int32, Range<Int64>)
        }
        var status: Int
        var body: Body
        var type = "text/plain; charset=utf-8"
        /// Header of a partial or refused range.
        var contentRange: String?
        var suggestion: String?
        /// Header of a redirection.
        var place: String?

        static func words(_ status: Int, _ text: String) -> Answer {
            Answer(status: status, body: .bytes(Array("\(status) \(text)\n".utf8)))
        }

        var length: Int64 {
            switch body {
            case .bytes(let bytes): Int64(bytes.count)
            case .file(_, let range): Int64(range.count)
            }
        }
    }

    /// The library's callback: called once with the headers, then with each piece of a body and at its end.
    static let handler: MHD_AccessHandlerCallback = { context, connection, url, method, _, _, bodySize, state in
        guard let context, let connection, let url, let method, let state, let bodySize else { return .NO }
        let responder = Unmanaged<GuestResponder>.fromOpaque(context).takeUnretainedValue()
        // The first call only marks the request; whatever body it has is read and dropped.
        if state.pointee == nil {
            state.pointee = context
            return .YES
        }
        if bodySize.pointee > 0 {
            bodySize.pointee = 0
            return .YES
        }
        return responder.respond(connection, path: String(cString: url), method: String(cString: method))
    }

    private func respond(_ connection: OpaquePointer, path: String, method: String) -> MHD_Result {
        let range = ingot_mhd_lookup_header(connection, "Range").map { String(cString: $0) }
        let answer = answer(path: path, method: method, range: range)
        guard let response = Self.response(for: answer) else { return .NO }
        defer { ingot_mhd_destroy_response(response) }
        onRequest(
            AccessRecord(
                method: method, path: path, status: answer.status, bytes: answer.length, peer: Self.peer(connection),
                suggestion: answer.suggestion))
        return ingot_mhd_queue_response(connection, UInt32(answer.status), response)
    }

    private func answer(path: String, method: String, range: String?) -> Answer {
        guard method == "GET" || method == "HEAD" else { return .words(405, "only GET and HEAD are served") }
        guard let decoded = percentDecoded(path) else { return .words(400, "the path is not well encoded") }
        switch content.find(decoded) {
        case .text(let bytes, let type): return Self.part(of: bytes, type: type, range: range)
        case .file(let descriptor, let size, let type):
            return Self.part(ofFile: descriptor, size: size, type: type, range: range)
        case .forbidden: return .words(403, "the path leads out of what is served")
        case .moved(let place):
            var answer = Answer.words(301, "it is a folder: \(place)")
            answer.place = place
            return answer
        case .missing(let suggestion):
            var answer = Answer.words(404, "not found" + (suggestion.map { "; the nearest is \($0)" } ?? ""))
            answer.suggestion = suggestion
            return answer
        }
    }

    private static func part(of bytes: [UInt8], type: String, range: String?) -> Answer {
        let size = Int64(bytes.count)
        switch ByteRange(header: range, size: size) {
        case .whole: return Answer(status: 200, body: .bytes(bytes), type: type)
        case .unsatisfiable: return unsatisfiable(size)
        case .part(let part):
            let piece = Array(bytes[Int(part.lowerBound)..<Int(part.upperBound)])
            return Answer(status: 206, body: .bytes(piece), type: type, contentRange: header(part, size))
        }
    }

    private static func part(ofFile descriptor: Int32, size: Int64, type: String, range: String?) -> Answer {
        switch ByteRange(header: range, size: size) {
        case .whole: return Answer(status: 200, body: .file(descriptor: descriptor, 0..<size), type: type)
        case .part(let part):
            return Answer(
                status: 206, body: .file(descriptor: descriptor, part), type: type, contentRange: header(part, size))
        case .unsatisfiable:
            HostFiles.closeDescriptor(descriptor)
            return unsatisfiable(size)
        }
    }

    private static func unsatisfiable(_ size: Int64) -> Answer {
        var answer = Answer.words(416, "the range begins behind the end")
        answer.contentRange = "bytes */\(size)"
        return answer
    }

    private static func header(_ part: Range<Int64>, _ size: Int64) -> String {
        "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)"
    }

    private static func response(for answer: Answer) -> OpaquePointer? {
        let response: OpaquePointer?
        switch answer.body {
        case .bytes(var bytes):
            response = ingot_mhd_create_response_from_buffer(bytes.count, &bytes, .RESPMEM_MUST_COPY)
        case .file(let descriptor, let range):
            // From here on the library owns the descriptor and sends by sendfile(2).
            response = ingot_mhd_create_response_from_fd_at_offset64(
                UInt64(range.count), descriptor, UInt64(range.lowerBound))
            if response == nil { HostFiles.closeDescriptor(descriptor) }
        }
        guard let response else { return nil }
        _ = ingot_mhd_add_response_header(response, "Content-Type", answer.type)
        _ = ingot_mhd_add_response_header(response, "Accept-Ranges", "bytes")
        if let range = answer.contentRange { _ = ingot_mhd_add_response_header(response, "Content-Range", range) }
        if let place = answer.place { _ = ingot_mhd_add_response_header(response, "Location", place) }
        if answer.status == 405 { _ = ingot_mhd_add_response_header(response, "Allow", "GET, HEAD") }
        return response
    }

    private static func peer(_ connection: OpaquePointer) -> String {
        guard let address = ingot_mhd_peer(connection) else { return "unknown" }
        return NumericAddress.text(of: UnsafeRawPointer(address))
    }
}
