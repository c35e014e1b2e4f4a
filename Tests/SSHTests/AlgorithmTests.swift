import Testing

@testable import SSH

@Suite struct AlgorithmTests {
    @Test(
        arguments: [
            (.ciphers, "aes128-ctr", .usable), (.ciphers, "chacha20-poly1305@openssh.com", .usable),
            (.ciphers, "arcfour256", .unavailable), (.ciphers, "aes128", .unknown), (.ciphers, "", .unknown),
            (.ciphers, "aes128-ctr,aes256-ctr", .unknown), (.ciphers, "curve25519-sha256", .unknown),
            (.keyExchanges, "curve25519-sha256", .usable), (.keyExchanges, "mlkem768x25519-sha256", .unavailable),
            (.keyExchanges, "diffie-hellman-group14-sha256", .usable), (.keyExchanges, "aes128-ctr", .unknown),
        ] as [(SSHAlgorithms, String, SSHAlgorithms.Standing)])
    func `a name is usable, known at least, or no name`(
        kind: SSHAlgorithms, name: String, standing: SSHAlgorithms.Standing
    ) {
        #expect(kind.standing(of: name) == standing)
    }

    @Test(
        arguments: [
            (
                "kex error : no match for method kex algos: server [a,b], client [c]",
                "no key exchange method in common: the server offers a, b; we offer c"
            ),
            (
                "kex error : no match for method mac algo client->server: server [m], client [n,o]",
                "no message authentication in common: the server offers m; we offer n, o"
            ),
            (
                "kex error : no match for method something else: server [], client [x]",
                "no algorithm in common: the server offers ; we offer x"
            ),
            ("no match for method kex algos: server [a", "no match for method kex algos: server [a"),
            ("Socket error: Connection reset by peer", "Socket error: Connection reset by peer"),
        ])
    func `the library's words about a failed key exchange become plain`(words: String, plain: String) {
        #expect(KeyExchangeWords.plain(words) == plain)
    }
}
