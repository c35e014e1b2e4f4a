internal import AsyncSupport
internal import Cryptography
import XMLText

/// A shell on the machine that runs commands by `cmd.exe` (MS-WSMV, section 3.1.4).
package struct RemoteShell: Sendable {
    /// Where a piece of output comes from.
    package enum Stream: Sendable {
        case standardOutput
        case standardError
    }

    let client: WinRMClient
    package let id: String

    /// Opens a shell for as long as `body` runs.
    package static func with<Value: Sendable>(
        _ client: WinRMClient, _ body: (RemoteShell) async throws -> Value
    ) async throws -> Value {
        let shell = try await open(client)
        return try await withTeardown {
            try await body(shell)
        } teardown: {
            // A shell that cannot be deleted is deleted by the machine after its idle time.
            try? await shell.delete()
        }
    }

    /// UTF-8, so that output does not depend on the machine's language.
    private static let codePage = "65001"

    private static func open(_ client: WinRMClient) async throws -> RemoteShell {
        let request = WSManRequest(
            action: .create, options: [("WINRS_NOPROFILE", "FALSE"), ("WINRS_CODEPAGE", codePage)],
            body: "<rsp:Shell><rsp:InputStreams>stdin</rsp:InputStreams>"
                + "<rsp:OutputStreams>stdout stderr</rsp:OutputStreams></rsp:Shell>")
        let body = try await client.send(request)
        guard let id = Self.shellID(body), !id.isEmpty else {
            throw WinRMError(.protocolViolation, "the server made a shell and does not say which")
        }
        return RemoteShell(client: client, id: id)
    }

    /// The shell itself is in the answer of later versions, a reference to it in that of all.
    private static func shellID(_ body: XMLElement) -> String? {
        typealias Names = WSManNamespace
        if let id = body.descendant(["Shell", "ShellId"], Names.shell)?.text.withoutOuterSpace { return id }
        let reference = body.child("ResourceCreated", Names.transfer)?.child("ReferenceParameters", Names.addressing)
        let selectors = reference?.child("SelectorSet", Names.wsman)?.children("Selector", Names.wsman) ?? []
        return selectors.first { $0.attributes["Name"] == "ShellId" }?.text.withoutOuterSpace
    }

    /// Ends everything that runs in the shell.
    private func delete() async throws {
        _ = try await client.send(WSManRequest(action: .delete, shell: id))
    }

    /// Runs a command line and waits for its end.
    ///
    /// A cancelled wait ends the command.
    ///
    /// - Parameters:
    ///   - input: what the command reads, after which its input ends; `nil` for no input.
    ///   - output: gets the output as it comes, in order within each stream.
    /// - Returns: the exit code, as Windows counts it.
    /// - Throws: `WinRMError`, `WSManFault`, `CancellationError`.
    package func run(
        _ command: String, input: [UInt8]? = nil, output: (Stream, [UInt8]) throws -> Void
    ) async throws -> Int {
        let text: String
        do {
            text = try XMLCharacters.escaped(command)
        } catch {
            throw WinRMError(.protocolViolation, "the command cannot be sent: \(error)")
        }
        let options = [("WINRS_CONSOLEMODE_STDIN", input == nil ? "TRUE" : "FALSE"), ("WINRS_SKIP_CMD_SHELL", "FALSE")]
        let body = try await client.send(
            WSManRequest(
                action: .command, shell: id, options: options,
                body: "<rsp:CommandLine><rsp:Command>\(text)</rsp:Command></rsp:CommandLine>"))
        guard
            let command = body.descendant(["CommandResponse", "CommandId"], WSManNamespace.shell)?.text
                .withoutOuterSpace,
            !command.isEmpty
        else { throw WinRMError(.protocolViolation, "the server runs a command and does not say which") }
        let outcome: Swift.Result<Int, any Error>
        do {
            if let input { try await send(input, to: command) }
            outcome = .success(try await receive(command, output))
        } catch {
            outcome = .failure(error)
        }
        let (client, request) = (client, try signal(command))
        // Tells the machine that nobody waits for the command any more; most have ended by themselves.
        _ = await withUncancelled { _ = try await client.send(request) }
        return try outcome.get()
    }

    private func signal(_ command: String) throws(XMLError) -> WSManRequest {
        WSManRequest(
            action: .signal, shell: id,
            body: "<rsp:Signal CommandId=\"\(try XMLCharacters.escaped(command))\">"
                + "<rsp:Code>\(WSManNamespace.shell)/signal/terminate</rsp:Code></rsp:Signal>")
    }

    /// Bytes of input in one message: in base64 they have room in the smallest envelope with its head.
    private static let inputPiece = 96 << 10

    private func send(_ input: [UInt8], to command: String) async throws {
        var position = 0
        repeat {
            let end = min(position + Self.inputPiece, input.count)
            let text = Base64.text(Array(input[position..<end]))
            let last = end == input.count ? " End=\"true\"" : ""
            _ = try await client.send(
                WSManRequest(
                    action: .send, shell: id,
                    body:
                        "<rsp:Send><rsp:Stream Name=\"stdin\" CommandId=\"\(try XMLCharacters.escaped(command))\"\(last)>"
                        + "\(text)</rsp:Stream></rsp:Send>"))
            position = end
        } while position < input.count
    }

    private func receive(_ command: String, _ output: (Stream, [UInt8]) throws -> Void) async throws -> Int {
        let request = WSManRequest(
            action: .receive, shell: id,
            body: "<rsp:Receive><rsp:DesiredStream CommandId=\"\(try XMLCharacters.escaped(command))\">"
                + "stdout stderr</rsp:DesiredStream></rsp:Receive>")
        while true {
            let body: XMLElement
            do {
                body = try await client.send(request)
            } catch let fault as WSManFault where fault.isTimeout {
                continue
            }
            guard let answer = body.child("ReceiveResponse", WSManNamespace.shell) else {
                throw WinRMError(.protocolViolation, "the server does not answer with output")
            }
            if let code = try Self.take(answer, of: command, output) { return code }
        }
    }

    /// Hands on a piece of output.
    ///
    /// - Returns: the exit code, if the command has ended.
    private static func take(
        _ answer: XMLElement, of command: String, _ output: (Stream, [UInt8]) throws -> Void
    ) throws -> Int? {
        for piece in answer.children("Stream", WSManNamespace.shell) where !piece.text.isEmpty {
            guard piece.attributes["CommandId"] == command, let bytes = Base64.bytes(piece.text.withoutOuterSpace)
            else {
                throw WinRMError(.protocolViolation, "the server sends output that cannot be read")
            }
            switch piece.attributes["Name"] {
            case "stdout": try output(.standardOutput, bytes)
            case "stderr": try output(.standardError, bytes)
            default: break
            }
        }
        guard let state = answer.child("CommandState", WSManNamespace.shell),
            state.attributes["CommandId"] == command,
            state.attributes["State"] == WSManNamespace.shell + "/CommandState/Done"
        else { return nil }
        guard let code = Int(state.child("ExitCode", WSManNamespace.shell)?.text.withoutOuterSpace ?? "") else {
            throw WinRMError(.protocolViolation, "the server does not say how the command ended")
        }
        return code
    }
}
