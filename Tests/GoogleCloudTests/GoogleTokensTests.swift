import BuildEvents
import HostOS
import JSONText
import Synchronization
import TestSupport
import Testing

@testable import GoogleCloud

@Suite struct GoogleTokensTests {
    @Test func `a service account signs for its token, which is asked for once and renewed before it ends`()
        async throws
    {
        try await withTemporaryDirectory { folder in
            let key = try await GoogleFixture.key(in: folder)
            try await APIServer.run { _ in
                .init(body: #"{"access_token": "token-2", "expires_in": 3599, "token_type": "Bearer"}"#)
            } _: { server in
                let secrets = Mutex<[String]>([])
                let time = Mutex(1_700_000_000)
                var access = GoogleAccess(environment: [:], scopes: ["scope-a", "scope-b"])
                access.source = .json(.init(GoogleFixture.account(key, tokenAddress: server.address + "/token")))
                access.onSecret = { secret in secrets.withLock { $0.append(secret) } }
                access.time = { time.withLock { $0 } }
                let tokens = GoogleTokens(access)
                #expect(try await tokens.token() == "token-2")
                #expect(try await tokens.token() == "token-2")
                #expect(server.received.count == 1)
                #expect(secrets.withLock { $0 } == [key, "token-2"])

                let fields = GoogleFixture.fields(server.received[0])
                #expect(fields["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer")
                let (header, claims) = try GoogleFixture.claims(try #require(fields["assertion"]), key)
                #expect(header["alg"]?.string == "RS256" && header["kid"]?.string == "k1")
                #expect(claims["iss"]?.string == "builder@p.iam.gserviceaccount.com")
                #expect(claims["aud"]?.string == server.address + "/token")
                #expect(claims["scope"]?.string == "scope-a scope-b")
                #expect(claims["iat"]?.int == 1_700_000_000 && claims["exp"]?.int == 1_700_003_600)

                time.withLock { $0 += 3400 }
                _ = try await tokens.token()
                #expect(server.received.count == 2)
            }
        }
    }

    @Test func `a user's refresh token, a machine's account and impersonation give tokens`() async throws {
        try await APIServer.run { line in
            line.hasPrefix("POST /v1/projects/-/serviceAccounts/sa%40p:generateAccessToken")
                ? .init(body: #"{"accessToken": "token-4", "expireTime": "2030-01-01T00:00:00Z"}"#)
                : .init(body: #"{"access_token": "token-3"}"#)
        } _: { server in
            var access = GoogleFixture.access(server.address)
            let user: JSONValue = [
                "type": "authorized_user", "client_id": "c", "client_secret": "s", "refresh_token": "r",
                "token_uri": .string(server.address),
            ]
            access.source = .json(.init(JSONWriter().text(user)))
            try await demand("token-3", access)
            #expect(GoogleFixture.fields(server.received[0])["refresh_token"] == "r")

            access.source = .ambient
            access.environment = [
                "GCE_METADATA_HOST": String(server.address.dropFirst(7)), "HOME": "/dev/null/nowhere",
            ]
            try await demand("token-3", access)
            #expect(server.received[1].headers["metadata-flavor"] == "Google")

            access.impersonated = "sa@p"
            try await demand("token-4", access)
            #expect(server.received.last?.headers["authorization"] == "Bearer token-3")
        }
    }

    private func demand(_ expected: String, _ access: GoogleAccess) async throws {
        let token = try await GoogleTokens(access).token()
        #expect(token == expected)
    }

    @Test(arguments: [
        (#"{"type": "external_account"}"#, "of the type \"external_account\" are not taken"),
        (#"{"client_email": "x"}"#, "have no client_email or private_key"),
        (#"{"client_email": "x", "private_key": "secret-key"}"#, "it holds no key in PEM form"),
        ("secret-key", "are no JSON object"),
    ])
    func `credentials that cannot be used are told without showing them`(json: String, words: String) async {
        var access = GoogleFixture.access("http://127.0.0.1:1")
        access.source = .json(.init(json))
        let tokens = GoogleTokens(access)
        let error = await #expect(throws: GoogleError.self) { try await tokens.token() }
        #expect(error?.reason.contains(words) == true, "\(String(describing: error))")
        #expect(error?.description.contains("secret-key") == false)
    }

    @Test func `what the token service refuses is told in its words`() async throws {
        try await withTemporaryDirectory { folder in
            let key = try await GoogleFixture.key(in: folder)
            try await APIServer.run { _ in
                .init(status: 400, body: #"{"error": "invalid_grant", "error_description": "Invalid JWT Signature."}"#)
            } _: { server in
                try HostFiles.write(
                    GoogleFixture.account(key, tokenAddress: server.address), to: folder + "/account.json")
                var access = GoogleFixture.access(server.address)
                access.source = .file(folder + "/account.json")
                let tokens = GoogleTokens(access)
                let error = await #expect(throws: GoogleError.self) { try await tokens.token() }
                #expect(error?.reason == "Invalid JWT Signature.")
                #expect(error?.advice.first?.contains("clock") == true)
            }
        }
    }
}
