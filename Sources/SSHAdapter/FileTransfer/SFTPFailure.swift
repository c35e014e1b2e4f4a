/// Why a request for a file fails: a status of SFTP version 3 (draft-ietf-secsh-filexfer-02, section 7).
struct SFTPFailure: Error, Equatable {
    enum Code: UInt32 {
        case ok = 0
        case endOfFile = 1
        case noSuchFile = 2
        case failure = 4
        case badMessage = 5
        case unsupported = 8
    }

    var code: Code
    var message: String

    static let endOfFile = SFTPFailure(code: .endOfFile, message: "End of file")
    static let unsupported = SFTPFailure(code: .unsupported, message: "Operation unsupported")
    static let badHandle = SFTPFailure(code: .failure, message: "Invalid handle")
    static let tooMany = SFTPFailure(code: .failure, message: "Too many open files")
}
