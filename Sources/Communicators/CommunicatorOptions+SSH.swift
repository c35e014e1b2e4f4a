internal import BuildEvents
internal import SSH

extension CommunicatorOptions {
    /// How to open a session on the machine.
    func configuration(host: String, port: UInt16, temporaryKey: SSHKeyPair?) -> SSHConfiguration {
        var credentials = SSHCredentials(username: username)
        credentials.agentSocket = usesAgent ? agentSocket : nil
        credentials.password = password
        if let privateKeyFile {
            credentials.keys.append(SSHPrivateKey(.file(path: privateKeyFile), certificateFile: certificateFile))
        }
        if let temporaryKey { credentials.keys.append(SSHPrivateKey(.text(temporaryKey.privateText))) }
        var configuration = SSHConfiguration(host: host, port: port, credentials: credentials)
        configuration.ciphers = ciphers
        configuration.keyExchangeAlgorithms = keyExchangeAlgorithms
        configuration.keepAliveInterval = keepAliveInterval
        configuration.timeouts.readWrite = readWriteTimeout
        guard let route else { return configuration }
        configuration.proxy = route.proxy
        configuration.localTunnels = route.localTunnels
        configuration.remoteTunnels = route.remoteTunnels
        configuration.forwardedAgent = route.forwardsAgent ? agentSocket : nil
        return configuration
    }

    /// How to open a session on the bastion, if there is one.
    func bastionConfiguration(mayAsk: Bool) -> SSHConfiguration? {
        guard let bastion = route?.bastion else { return nil }
        var credentials = SSHCredentials(username: bastion.username)
        credentials.agentSocket = bastion.usesAgent ? agentSocket : nil
        credentials.password = bastion.password
        credentials.asksUser = bastion.asksUser && mayAsk
        if let file = bastion.privateKeyFile {
            credentials.keys.append(SSHPrivateKey(.file(path: file), certificateFile: bastion.certificateFile))
        }
        var configuration = SSHConfiguration(
            host: bastion.host, port: UInt16(clamping: bastion.port), credentials: credentials)
        configuration.ciphers = ciphers
        configuration.keyExchangeAlgorithms = keyExchangeAlgorithms
        configuration.keepAliveInterval = keepAliveInterval
        return configuration
    }
}
