import XMLText

/// Why a server did not do what a message asked for.
package struct WSManFault: Error, Sendable, Equatable {
    /// Windows' error code, as in `WSManFault/@Code`; `nil` where there is none.
    package var code: UInt32?
    /// The fault's kind, such as `w:TimedOut`.
    package var subcode: String
    /// The server's words.
    package var message: String

    /// - Parameter fault: the element `s:Fault`.
    init(_ fault: XMLElement) {
        typealias Names = WSManNamespace
        let detail = fault.child("Detail", Names.soap)?.child("WSManFault", Names.fault)
        // Some versions write the code as a signed number.
        code = detail?.attributes["Code"].flatMap { text in
            UInt32(text) ?? Int32(text).map(UInt32.init(bitPattern:))
        }
        subcode = fault.descendant(["Code", "Subcode", "Value"], Names.soap)?.text.withoutOuterSpace ?? ""
        let words = detail?.child("Message", Names.fault)?.texts.joined(separator: " ") ?? ""
        let reason = fault.child("Reason", Names.soap)?.texts.joined(separator: " ") ?? ""
        // The words go to the user's terminal: one line, of bounded length.
        let chosen = (words.isEmpty ? reason : words).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        message = String(chosen.prefix(1000))
    }

    /// The server had nothing to tell within the time of the request; to be asked again.
    var isTimeout: Bool { code == 0x8033_8029 }

    /// The shell is gone: deleted, or lost with a restart of the service.
    package var isShellGone: Bool { code == 0x8033_805B }

    /// Windows is shutting down (ERROR_OPERATION_ABORTED, ERROR_SHUTDOWN_IN_PROGRESS, ERROR_KEY_DELETED).
    package var isShutdown: Bool { [995, 1115, 0x8007_03FA].contains(code) }

    /// What the user can do about it.
    var advice: [String] {
        switch code {
        case 5, 0x8007_0005:
            [
                "The user must be an administrator; for a local account other than Administrator, set "
                    + "LocalAccountTokenFilterPolicy to 1 in HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\"
                    + "Policies\\System on the machine."
            ]
        case 0x8033_81A5, 0x8033_81A6:
            ["The machine allows too few shells or commands at a time: see MaxShellsPerUser in its WinRM settings."]
        default: []
        }
    }
}
