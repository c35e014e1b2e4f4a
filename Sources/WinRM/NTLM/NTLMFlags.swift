/// What the two sides of an NTLM login agree on (MS-NLMP, section 2.2.2.5).
package struct NTLMFlags: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Texts are UTF-16 (NTLMSSP_NEGOTIATE_UNICODE).
    package static let unicode = NTLMFlags(rawValue: 0x0000_0001)
    /// The server is to tell its name (NTLMSSP_REQUEST_TARGET).
    package static let requestTarget = NTLMFlags(rawValue: 0x0000_0004)
    /// Messages carry a signature (NTLMSSP_NEGOTIATE_SIGN).
    package static let sign = NTLMFlags(rawValue: 0x0000_0010)
    /// Messages are encrypted (NTLMSSP_NEGOTIATE_SEAL).
    package static let seal = NTLMFlags(rawValue: 0x0000_0020)
    /// Session keys as NTLM makes them, not LAN Manager (NTLMSSP_NEGOTIATE_NTLM).
    package static let ntlm = NTLMFlags(rawValue: 0x0000_0200)
    /// A signature even where it is a dummy (NTLMSSP_NEGOTIATE_ALWAYS_SIGN).
    package static let alwaysSign = NTLMFlags(rawValue: 0x0000_8000)
    /// Keys of each direction of their own (NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY).
    package static let extendedSessionSecurity = NTLMFlags(rawValue: 0x0008_0000)
    /// The challenge has facts about the server (NTLMSSP_NEGOTIATE_TARGET_INFO).
    package static let targetInfo = NTLMFlags(rawValue: 0x0080_0000)
    /// Messages tell the program's version (NTLMSSP_NEGOTIATE_VERSION).
    package static let version = NTLMFlags(rawValue: 0x0200_0000)
    /// Keys of 128 bits (NTLMSSP_NEGOTIATE_128).
    package static let key128 = NTLMFlags(rawValue: 0x2000_0000)
    /// The client chooses the session key (NTLMSSP_NEGOTIATE_KEY_EXCH).
    package static let keyExchange = NTLMFlags(rawValue: 0x4000_0000)
    /// Keys of 56 bits, for old servers (NTLMSSP_NEGOTIATE_56).
    package static let key56 = NTLMFlags(rawValue: 0x8000_0000)

    /// What this program asks for.
    package static let wanted: NTLMFlags = [
        .unicode, .requestTarget, .sign, .seal, .ntlm, .alwaysSign, .extendedSessionSecurity, .targetInfo, .version,
        .key128, .keyExchange, .key56,
    ]

    /// What there has to be, else messages could not be protected as well as they should.
    static let required: NTLMFlags = [.unicode, .sign, .seal, .extendedSessionSecurity, .key128, .keyExchange]
}
