/// What the two sides of an NTLM login agree on (MS-NLMP, section 2.2.2.5).
package struct NTLMFlags: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let unicode = NTLMFlags(rawValue: 0x0000_0001)
    package static let requestTarget = NTLMFlags(rawValue: 0x0000_0004)
    package static let sign = NTLMFlags(rawValue: 0x0000_0010)
    package static let seal = NTLMFlags(rawValue: 0x0000_0020)
    package static let ntlm = NTLMFlags(rawValue: 0x0000_0200)
    package static let alwaysSign = NTLMFlags(rawValue: 0x0000_8000)
    package static let extendedSessionSecurity = NTLMFlags(rawValue: 0x0008_0000)
    package static let targetInfo = NTLMFlags(rawValue: 0x0080_0000)
    package static let version = NTLMFlags(rawValue: 0x0200_0000)
    package static let key128 = NTLMFlags(rawValue: 0x2000_0000)
    package static let keyExchange = NTLMFlags(rawValue: 0x4000_0000)
    package static let key56 = NTLMFlags(rawValue: 0x8000_0000)

    /// What this program asks for.
    package static let wanted: NTLMFlags = [
        .unicode, .requestTarget, .sign, .seal, .ntlm, .alwaysSign, .extendedSessionSecurity, .targetInfo, .version,
        .key128, .keyExchange, .key56,
    ]

    /// What there has to be, else messages could not be protected as well as they should.
    static let required: NTLMFlags = [.unicode, .sign, .seal, .extendedSessionSecurity, .key128, .keyExchange]
}
