internal import CLibssh
internal import HostOS

extension SessionCore {
    /// Has the server connect to a host, and gives the connection as a socket of this host.
    func dial(_ host: String, _ port: UInt16, until deadline: ContinuousClock.Instant) throws -> OwnedDescriptor {
        let channel = try ForwardedChannel(self)
        let result = try retrying(until: deadline, onTimeout: { Self.noAnswer }) { _ in channel.open(to: host, port) }
        guard result == SSH_OK else {
            guard isConnected else { throw lost() }
            throw SSHConnectFailure(
                stage: .dial, message: "no TCP answer yet through the bastion (\(SCPControlLine.printable(errorText)))")
        }
        let (ours, theirs) = try RawSocket.pair()
        forwardings.add(channel, .open(ours))
        return OwnedDescriptor(adopting: theirs, name: "\(host):\(port)")
    }

    private static var noAnswer: SSHConnectFailure {
        SSHConnectFailure(stage: .dial, message: "no TCP answer yet through the bastion", isTimeout: true)
    }
}
