import HTTP
import Testing

@Suite struct URLCredentialsTests {
    @Test(
        "user and password are masked or taken out, and nothing else is",
        arguments: [
            ("http://u:p@h/x", "http://<sensitive>@h/x", "http://h/x"),
            ("https://token@h:8443", "https://<sensitive>@h:8443", "https://h:8443"),
            ("http://u:p@ss@h?q=a@b", "http://<sensitive>@h?q=a@b", "http://h?q=a@b"),
            ("http://h/x@y", "http://h/x@y", "http://h/x@y"),
            ("http://h?mail=a@b", "http://h?mail=a@b", "http://h?mail=a@b"),
            ("git@host:path", "git@host:path", "git@host:path"),
            ("plain", "plain", "plain"),
        ])
    func credentials(url: String, masked: String, removed: String) {
        #expect(maskingCredentials(url) == masked)
        #expect(removingCredentials(url) == removed)
    }
}
