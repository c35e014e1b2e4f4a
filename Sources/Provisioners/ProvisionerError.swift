import ComponentAPI

/// A provisioner that could not do its work.
package enum ProvisionerError: Error, Equatable {
    case noCommunicator
    /// `advice` is one sentence.
    case disconnected(path: String, advice: String)
    case unreachable(path: String, detail: String)
    case missingFile(String)
    case unsuitable(String)
}

extension ProvisionerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noCommunicator:
            "No communicator found for provisioners! This is usually because the `communicator` config was set to "
                + "\"none\". If you have any provisioners then a communicator is required. Please fix this to continue."
        case .disconnected(let path, let advice): "Script disconnected unexpectedly (\(path)). \(advice)"
        case .unreachable(let path, let detail):
            "Error executing the script \(path): the machine could not be reached within the start_retry_timeout: "
                + detail
        case .missingFile(let path): "Error opening \(path): there is no such file on this host"
        case .unsuitable(let text): text
        }
    }
}

extension Machine {
    /// The way into the machine, for provisioners that cannot do without.
    func requiredCommunicator() throws(ProvisionerError) -> any Communicator {
        guard let communicator else { throw .noCommunicator }
        return communicator
    }
}
