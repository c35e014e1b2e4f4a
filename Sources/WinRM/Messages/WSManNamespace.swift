/// The namespaces of WS-Management messages (DMTF DSP0226) and of Windows' remote shells (MS-WSMV).
package enum WSManNamespace {
    /// SOAP 1.2: the envelope.
    package static let soap = "http://www.w3.org/2003/05/soap-envelope"
    /// WS-Addressing: to whom, what for, in answer to what.
    package static let addressing = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
    /// WS-Management itself: resources, time-outs, sizes.
    package static let wsman = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
    /// Microsoft's additions: session numbers, locales.
    package static let microsoft = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"
    /// Shells, commands and their streams.
    package static let shell = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
    /// WS-Transfer: create and delete.
    package static let transfer = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
    /// What Windows tells of a fault.
    package static let fault = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"
    /// Where an answer goes: back the way the request came.
    package static let anonymous = addressing + "/role/anonymous"
    /// The resource of shells that run commands by `cmd.exe`.
    package static let commandShell = shell + "/cmd"
}

/// What a message asks for.
package enum WSManAction: String, Sendable, CaseIterable {
    case create = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Create"
    case delete = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Delete"
    case command = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/Command"
    case receive = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/Receive"
    case send = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/Send"
    case signal = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/Signal"
}
