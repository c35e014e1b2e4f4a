internal import Cryptography
internal import HostOS
internal import Synchronization
internal import WinRM
import XMLText

/// Remote shells behind WS-Management, which notes everything in a request that the specifications do not allow.
package final class WSManService: Sendable {
    private struct Command {
        var shell: String
        var reply: FakeWindows.Reply
        var isDone = false
        var input: [UInt8] = []
    }

    private struct State {
        var shells: Set<String> = []
        var shellCount = 0
        var commands: [String: Command] = [:]
        var messageIDs: Set<String> = []
        var violations: [String] = []
        var signals: [String] = []
        var fault: String?
    }

    private struct Violation: Error {
        let text: String
    }

    private struct Fault: Error {
        let code: UInt32
        let text: String
    }

    package let machine: FakeWindows
    private let state = Mutex(State())

    init(_ machine: FakeWindows) {
        self.machine = machine
    }

    /// What clients did wrong.
    package var violations: [String] { state.withLock { $0.violations } }
    package var openShells: Int { state.withLock { $0.shells.count } }
    package var shellCount: Int { state.withLock { $0.shellCount } }
    /// The commands that a client gave up or let go.
    package var signalCount: Int { state.withLock { $0.signals.count } }

    /// Forgets all shells, as a restart of the service does.
    package func restart() {
        state.withLock { $0.shells = [] }
    }

    func answer(_ bytes: [UInt8]) async throws -> (status: Int, body: [UInt8]) {
        let root: XMLElement
        do {
            root = try XMLReader.document(bytes)
        } catch {
            return note("no XML: \(error)", id: "")
        }
        let header = root.child("Header", WSManNamespace.soap)
        let id = header?.child("MessageID", WSManNamespace.addressing)?.text ?? ""
        do {
            guard let header, let body = root.child("Body", WSManNamespace.soap) else {
                throw Violation(text: "no envelope")
            }
            let action = try checkHeader(header, id)
            let answer = try await perform(action, header, body)
            return (200, envelope("\(action.rawValue)Response", id, answer))
        } catch let violation as Violation {
            return note(violation.text, id: id)
        } catch let fault as Fault {
            return (500, faultEnvelope(fault, id))
        }
    }

    private func note(_ text: String, id: String) -> (Int, [UInt8]) {
        state.withLock { $0.violations.append(text) }
        return (500, faultEnvelope(Fault(code: 0x8033_8041, text: "violation: \(text)"), id))
    }

    // MARK: - Checks

    private func checkHeader(_ header: XMLElement, _ id: String) throws -> WSManAction {
        typealias Names = WSManNamespace
        func text(_ name: String, _ namespace: String) throws -> String {
            let found = header.children(name, namespace)
            guard found.count == 1, !found[0].text.isEmpty else { throw Violation(text: "\(found.count) of \(name)") }
            return found[0].text
        }
        guard try text("To", Names.addressing).hasSuffix("/wsman") else { throw Violation(text: "To") }
        let reply = header.child("ReplyTo", Names.addressing)?.child("Address", Names.addressing)
        guard reply?.text == Names.anonymous else { throw Violation(text: "ReplyTo") }
        guard try text("ResourceURI", Names.wsman) == Names.commandShell else { throw Violation(text: "ResourceURI") }
        guard let size = Int(try text("MaxEnvelopeSize", Names.wsman)), size >= 8192 else {
            throw Violation(text: "MaxEnvelopeSize")
        }
        let time = try text("OperationTimeout", Names.wsman)
        guard time.hasPrefix("PT"), time.hasSuffix("S"), Double(time.dropFirst(2).dropLast()) ?? 0 > 0 else {
            throw Violation(text: "OperationTimeout \(time)")
        }
        guard id.lowercased().hasPrefix("uuid:"), id.count == 41 else { throw Violation(text: "MessageID \(id)") }
        guard state.withLock({ $0.messageIDs.insert(id).inserted }) else { throw Violation(text: "MessageID twice") }
        guard let action = WSManAction(rawValue: try text("Action", Names.addressing)) else {
            throw Violation(text: "Action")
        }
        return action
    }

    private func shell(_ header: XMLElement) throws -> String {
        let selectors = header.child("SelectorSet", WSManNamespace.wsman)?.children("Selector", WSManNamespace.wsman)
        guard let selectors, selectors.count == 1, selectors[0].attributes == ["Name": "ShellId"] else {
            throw Violation(text: "no ShellId")
        }
        guard state.withLock({ $0.shells.contains(selectors[0].text) }) else {
            throw Fault(code: 0x8033_805B, text: "The shell was not found on the server.")
        }
        return selectors[0].text
    }

    private func option(_ name: String, _ header: XMLElement) -> String? {
        header.child("OptionSet", WSManNamespace.wsman)?.children("Option", WSManNamespace.wsman)
            .first { $0.attributes["Name"] == name }?.text
    }

    private func command(_ element: XMLElement?, of shell: String) throws -> String {
        guard let id = element?.attributes["CommandId"], let command = state.withLock({ $0.commands[id] }),
            command.shell == shell
        else { throw Violation(text: "CommandId") }
        return id
    }

    // MARK: - Actions

    private func perform(_ action: WSManAction, _ header: XMLElement, _ body: XMLElement) async throws -> String {
        switch action {
        case .create: return try create(header, body)
        case .delete:
            let id = try shell(header)
            guard body.children.isEmpty else { throw Violation(text: "Delete has a body") }
            _ = state.withLock { $0.shells.remove(id) }
            return ""
        case .command: return try await run(header, body)
        case .receive: return try await receive(header, body)
        case .send: return try await input(header, body)
        case .signal:
            let signal = body.child("Signal", WSManNamespace.shell)
            let id = try command(signal, of: try shell(header))
            let code = signal?.child("Code", WSManNamespace.shell)?.text
            guard code == WSManNamespace.shell + "/signal/terminate" else { throw Violation(text: "signal") }
            state.withLock { $0.signals.append(id) }
            return "<rsp:SignalResponse/>"
        }
    }

    private func create(_ header: XMLElement, _ body: XMLElement) throws -> String {
        let shell = body.child("Shell", WSManNamespace.shell)
        guard shell?.child("InputStreams", WSManNamespace.shell)?.text == "stdin",
            shell?.child("OutputStreams", WSManNamespace.shell)?.text == "stdout stderr",
            header.child("SelectorSet", WSManNamespace.wsman) == nil, option("WINRS_CODEPAGE", header) != nil
        else { throw Violation(text: "Create") }
        let id = RandomBytes.hex(count: 16).uppercased()
        state.withLock {
            $0.shells.insert(id)
            $0.shellCount += 1
        }
        return "<x:ResourceCreated><a:Address>http://machine/wsman</a:Address><a:ReferenceParameters>"
            + "<w:ResourceURI>\(WSManNamespace.commandShell)</w:ResourceURI><w:SelectorSet>"
            + "<w:Selector Name=\"ShellId\">\(id)</w:Selector></w:SelectorSet></a:ReferenceParameters>"
            + "</x:ResourceCreated>"
    }

    private func run(_ header: XMLElement, _ body: XMLElement) async throws -> String {
        let shell = try shell(header)
        guard ["TRUE", "FALSE"].contains(option("WINRS_CONSOLEMODE_STDIN", header)),
            option("WINRS_SKIP_CMD_SHELL", header) == "FALSE",
            let line = body.child("CommandLine", WSManNamespace.shell)
        else { throw Violation(text: "Command") }
        let words = [line.child("Command", WSManNamespace.shell)?.text ?? ""]
        let arguments = line.children("Arguments", WSManNamespace.shell).map(\.text)
        let id = RandomBytes.hex(count: 16).uppercased()
        let reply = await machine.run((words + arguments).joined(separator: " "))
        if let fault = reply.fault { throw Fault(code: fault, text: "The machine refuses.") }
        if reply.losesShell { restart() }
        state.withLock { $0.commands[id] = Command(shell: shell, reply: reply) }
        return "<rsp:CommandResponse><rsp:CommandId>\(id)</rsp:CommandId></rsp:CommandResponse>"
    }

    private func input(_ header: XMLElement, _ body: XMLElement) async throws -> String {
        let streams = body.child("Send", WSManNamespace.shell)?.children("Stream", WSManNamespace.shell) ?? []
        guard streams.count == 1, streams[0].attributes["Name"] == "stdin",
            let bytes = Base64.bytes(streams[0].text)
        else { throw Violation(text: "Send") }
        let id = try command(streams[0], of: try shell(header))
        let isLast = streams[0].attributes["End"] == "true"
        state.withLock {
            $0.commands[id]?.input += bytes
            // A command that reads shows what it read.
            if isLast, let input = $0.commands[id]?.input { $0.commands[id]?.reply.output = [.output(input)] }
        }
        return "<rsp:SendResponse/>"
    }

    private func receive(_ header: XMLElement, _ body: XMLElement) async throws -> String {
        let shell = try shell(header)
        let desired = body.child("Receive", WSManNamespace.shell)?.child("DesiredStream", WSManNamespace.shell)
        let id = try command(desired, of: shell)
        guard desired?.text == "stdout stderr" else { throw Violation(text: "DesiredStream") }
        guard let command = state.withLock({ $0.commands[id] }), !command.isDone else {
            throw Violation(text: "Receive after the end")
        }
        if command.reply.hangs { try await untilCancelled() }
        if command.reply.timeouts > 0 {
            state.withLock { $0.commands[id]?.reply.timeouts -= 1 }
            throw Fault(code: 0x8033_8029, text: "The WS-Management service cannot complete the operation in time.")
        }
        guard let piece = command.reply.output.first else {
            state.withLock { $0.commands[id]?.isDone = true }
            return receiveResponse(id, "", exit: command.reply.exit)
        }
        state.withLock { _ = $0.commands[id]?.reply.output.removeFirst() }
        let (name, bytes) = piece.parts
        return receiveResponse(
            id, "<rsp:Stream Name=\"\(name)\" CommandId=\"\(id)\">\(Base64.text(bytes))</rsp:Stream>", exit: nil)
    }

    private func receiveResponse(_ id: String, _ streams: String, exit: Int?) -> String {
        let state = WSManNamespace.shell + "/CommandState/\(exit == nil ? "Running" : "Done")"
        let code = exit.map { "<rsp:ExitCode>\($0)</rsp:ExitCode>" } ?? ""
        let ends =
            exit == nil
            ? ""
            : ["stdout", "stderr"].map { "<rsp:Stream Name=\"\($0)\" CommandId=\"\(id)\" End=\"true\"/>" }.joined()
        return "<rsp:ReceiveResponse>\(streams)\(ends)<rsp:CommandState CommandId=\"\(id)\" State=\"\(state)\">"
            + "\(code)</rsp:CommandState></rsp:ReceiveResponse>"
    }

    // MARK: - Envelopes

    private func envelope(_ action: String, _ id: String, _ body: String) -> [UInt8] {
        Array(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <s:Envelope xml:lang="en-US" xmlns:s="\(WSManNamespace.soap)" xmlns:a="\(WSManNamespace.addressing)" \
            xmlns:w="\(WSManNamespace.wsman)" xmlns:x="\(WSManNamespace.transfer)" \
            xmlns:rsp="\(WSManNamespace.shell)"><s:Header><a:Action>\(action)</a:Action>\
            <a:MessageID>uuid:\(RandomBytes.hex(count: 16))</a:MessageID><a:To>\(WSManNamespace.anonymous)</a:To>\
            <a:RelatesTo>\(id)</a:RelatesTo></s:Header><s:Body>\(body)</s:Body></s:Envelope>
            """.utf8)
    }

    private func faultEnvelope(_ fault: Fault, _ id: String) -> [UInt8] {
        envelope(
            "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault", id,
            """
            <s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>w:InternalError</s:Value></s:Subcode>\
            </s:Code><s:Reason><s:Text xml:lang="en-US">\(fault.text)</s:Text></s:Reason><s:Detail>\
            <f:WSManFault xmlns:f="\(WSManNamespace.fault)" Code="\(fault.code)" Machine="machine">\
            <f:Message>\(fault.text) </f:Message></f:WSManFault></s:Detail></s:Fault>
            """)
    }
}
