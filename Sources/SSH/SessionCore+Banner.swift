internal import HostOS

/// How a connection is had that brings the server's first bytes.
///
/// A forwarded port accepts before anybody listens behind it. What was sent there while the machine booted is
/// repeated by whoever forwards at ever longer intervals, so a connection that is old already learns late that the
/// server is up. Young ones beside it learn at once; the first that brings a byte is used.
extension SessionCore {
    func connection(_ configuration: SSHConfiguration, onStage: (SSHStage) -> Void) throws -> Int32 {
        onStage(.dial)
        var candidates = Candidates(first: try dial(configuration))
        do {
            onStage(.banner)
            return try awaitBanner(&candidates, configuration)
        } catch {
            candidates.close(except: nil)
            throw error
        }
    }

    private func dial(_ configuration: SSHConfiguration) throws -> Int32 {
        do {
            return try TCPDial.connect(
                host: configuration.host, port: configuration.port, timeout: configuration.timeouts.dial, wake: wake,
                isCancelled: { isCancelled })
        } catch TCPDial.Failure.cancelled {
            throw CancellationError()
        } catch TCPDial.Failure.timedOut {
            throw SSHConnectFailure(stage: .dial, message: "no TCP answer yet", isTimeout: true)
        } catch TCPDial.Failure.refused(let reason) {
            throw SSHConnectFailure(stage: .dial, message: "no TCP answer yet (\(reason))")
        } catch TCPDial.Failure.unresolved(let reason) {
            throw SSHConnectFailure(
                stage: .dial, message: "the host name \"\(configuration.host)\" has no address (\(reason))")
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

    private func awaitBanner(_ candidates: inout Candidates, _ configuration: SSHConfiguration) throws -> Int32 {
        let deadline = ContinuousClock.now + configuration.timeouts.banner
        let interval = configuration.timeouts.redial
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
    /// - Throws: `SSHConnectFailure` if one was closed by the other side, where therefore nobody listens yet.
    mutating func answering() throws -> Int32? {
        for descriptor in descriptors {
            guard let bytes = TCPDial.peek(descriptor, upTo: 4) else { continue }
            guard !bytes.isEmpty else {
                throw SSHConnectFailure(
                    stage: .banner, message: "TCP connects but is closed again without an SSH banner")
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
