package import ComponentAPI
package import HostOS
internal import SSH

extension SSHCommunicator: StreamingCommunicator {
    package var isPlainSSH: Bool { connector.isPlain }

    package func attach(
        _ request: StreamRequest, stream: OwnedDescriptor, errors: OwnedDescriptor
    ) async throws -> CommandExit {
        let asked: SSHRequest =
            switch request {
            case .command(let text, let size):
                .command(text, terminal: size.map { SSHTerminal(columns: $0.columns, rows: $0.rows) })
            case .fileServer: .subsystem("sftp")
            }
        let exit: RemoteExit
        do {
            exit = try await withSession { try await $0.relay(asked, stream: stream, errors: errors) }
        } catch let error as SSHError where error.kind == .refused {
            throw StreamRefused(detail: error.message)
        }
        return switch exit {
        case .status(let status): .status(status)
        case .signal(let name): .signal(name)
        }
    }
}
