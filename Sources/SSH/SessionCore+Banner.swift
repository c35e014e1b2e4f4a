internal import HostOS

/// How a connection is had that brings the server's first bytes.
///
/// A forwarded port accepts before anybody listens behind it. What was sent there while the machine booted is
/// repeated by whoever forwards at ever longer intervals, so a connection that is old already learns late that the
/// server is up. Young ones beside it learn at once; the first that brings a byte is used.
extension SessionCore {
    ///
    /// - Parameter socket: the one connection there is; `nil` to dial.
    func connection(
        _ configuration: SSHConfiguration, over socket: Int32?, onStage: (SSHStage) -> Void
    ) throws -> Int32 {
        onStage(.dial)
        var candidates = Candidates(first: try socket ?? dial(configuration))
        do {
            onStage(.banner)
            let mayRedial = socket == nil && configuration.proxy == nil
            return try awaitBanner(
                &candidates, configuration, redial: mayRedial ? configuration.timeouts.redial : nil)
        } catch {
            candidates.close(except: nil)
            throw error
        }
    }

    private func dial(_ configuration: SSHConfiguration) throws -> Int32 {
        let deadline = ContinuousClock.now + configuration.timeouts.dial
        guard let proxy = configuration.proxy else {
            return try dial(configuration.host, configuration.port, until: deadline, who: "")
        }
        let socket = try dial(proxy.host, proxy.port, until: deadline, who: " from the proxy")
        do {
            let wire = SocketWire(socket: socket, core: self, deadline: deadline)
            try proxy.open(configuration.host, configuration.port, over: wire)
            return socket
        } catch let refusal as ProxyRefusal {
            TCPDial.close(socket)
            throw SSHConnectFailure(
                stage: refusal.isLogin ? .authentication : .dial,
                message: "the proxy does not connect us: \(refusal.message)")
        } catch {
            TCPDial.close(socket)
            throw error
        }
    }

    private func dial(
        _ host: String, _ port: UInt16, until deadline: ContinuousClock.Instant, who: String
    ) throws -> Int32 {
        do {
            return try TCPDial.connect(
                host: host, port: port, timeout: deadline - .now, wake: wake, isCancelled: { isCancelled })
        } catch TCPDial.Failure.cancelled {
            throw CancellationError()
        } catch TCPDial.Failure.timedOut {
            throw SSHConnectFailure(stage: .dial, message: "no TCP answer yet\(who)", isTimeout: true)
        } catch TCPDial.Failure.refused(let reason) {
            throw SSHConnectFailure(stage: .dial, message: "no TCP answer yet\(who) (\(reason))")
        } catch TCPDial.Failure.unresolved(let reason) {
            throw SSHConnectFailure(stage: .dial, message: "the host name \"\(host)\" has no address (\(reason))")
        }
    }

    /// Another connection beside those that stand; `nil` if none can be had at the moment, which says nothing about
    /// the others.
    private func dialAgain(_ configuration: SSHConfiguration, within interval: Duration) throws -> Int32? {
        do {
            return try TCPDial.connect(
                host: configuration.host, port: configuration.port, timeout: interval, wake: wake,
                isCancelled: { isCancelled })
        } catch TCPDial.Failure.cancelled {
            throw CancellationError()
        } catch {
            return nil
        }
    }

    private func awaitBanner(
        _ candidates: inout Candidates, _ configuration: SSHConfiguration, redial interval: Duration?
    ) throws -> Int32 {
        let deadline = ContinuousClock.now + configuration.timeouts.banner
        var nextDial = interval.map { ContinuousClock.now + $0 }
        while true {
            try checkCancellation()
            if let answering = try candidates.answering() { return answering }
            let now = ContinuousClock.now
            guard now < deadline else {
                throw SSHConnectFailure(stage: .banner, message: "TCP connects but no SSH banner", isTimeout: true)
            }
            if let interval, let due = nextDial, due <= now {
                if let another = try dialAgain(configuration, within: interval) { candidates.add(another) }
                nextDial = .now + interval
            }
            let left = min(deadline, nextDial ?? deadline) - now
            let ready = DescriptorPoll.wait(
                [.init(wake.descriptor)] + candidates.descriptors.map { .init($0) }, timeout: max(left, .zero))
            if ready[0] { wake.drain() }
        }
    }
}

/// Connections of which one is to become the session's.
private struct Candidates {
    private(set) var descriptors: [Int32]
    private var additions = 0
    /// OpenSSH begins to refuse at ten that have not logged in.
    private static let most = 6
    /// What OpenSSH sends in place of its banner before it closes a connection that is one too many.
    private static let busyWords = ["Exceeded MaxStartups", "Not allowed at this time"]
    /// Of so many young ones one gets old, for a server that takes a while to say its first word.
    private static let keepingInterval = 4

    init(first: Int32) {
        descriptors = [first]
    }

    /// Takes another one in and gives one up if they are many: mostly the youngest but that one, now and then the
    /// oldest of the young ones, so that there are some of every age.
    ///
    /// The first stays: a slow server gets one connection that has patience.
    mutating func add(_ descriptor: Int32) {
        descriptors.append(descriptor)
        additions += 1
        guard descriptors.count > Self.most else { return }
        let index = additions % Self.keepingInterval == 0 ? 1 : descriptors.count - 2
        TCPDial.close(descriptors.remove(at: index))
    }

    /// The one on which the server has spoken, the others closed; `nil` while none has.
    ///
    /// - Throws: `SSHConnectFailure` if one was closed by the other side, where therefore nobody listens yet, or if
    ///   the server is there and has too many connections.
    mutating func answering() throws -> Int32? {
        for descriptor in descriptors {
            guard let bytes = TCPDial.peek(descriptor, upTo: 64) else { continue }
            guard !bytes.isEmpty else {
                throw SSHConnectFailure(
                    stage: .banner, message: "TCP connects but is closed again without an SSH banner")
            }
            if Self.busyWords.contains(where: { bytes.starts(with: $0.utf8) }) {
                var failure = SSHConnectFailure(
                    stage: .banner, message: "the SSH server has too many connections already")
                failure.isCrowded = true
                throw failure
            }
            close(except: descriptor)
            return descriptor
        }
        return nil
    }

    mutating func close(except kept: Int32?) {
        for descriptor in descriptors where descriptor != kept { TCPDial.close(descriptor) }
        descriptors = []
    }
}

/// The socket to a proxy while nobody else reads from it.
private struct SocketWire: ProxyWire {
    let socket: Int32
    let core: SessionCore
    let deadline: ContinuousClock.Instant

    func read(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var position = 0
        while position < count {
            let outcome = bytes.withUnsafeMutableBytes {
                RawSocket.read(socket, into: UnsafeMutableRawBufferPointer(rebasing: $0[position...]))
            }
            switch outcome {
            case .moved(let moved): position += moved
            case .again: try wait(.init(socket))
            case .ended: throw ProxyRefusal(message: "it closed the connection")
            }
        }
        return bytes
    }

    func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            switch rest.withUnsafeBytes({ RawSocket.write(socket, $0) }) {
            case .moved(let moved): rest = rest.dropFirst(moved)
            case .again: try wait(.init(socket, read: false, write: true))
            case .ended: throw ProxyRefusal(message: "it closed the connection")
            }
        }
    }

    private func wait(_ interest: DescriptorPoll.Interest) throws {
        try core.checkCancellation()
        let left = deadline - .now
        guard left > .zero else {
            throw SSHConnectFailure(stage: .dial, message: "no answer from the proxy yet", isTimeout: true)
        }
        let ready = DescriptorPoll.wait([interest, .init(core.wake.descriptor)], timeout: left)
        if ready[1] { core.wake.drain() }
        try core.checkCancellation()
    }
}
