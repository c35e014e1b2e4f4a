import BuildEvents
import HostOS
import TestSupport
import Testing

@testable import AmazonWebServices

@Suite struct AWSCredentialChainTests {
    private static let roleAnswer = """
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>\
        <AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey>\
        <SessionToken>role-token</SessionToken><Expiration>2024-01-01T01:00:00Z</Expiration>\
        </Credentials></AssumeRoleResult></AssumeRoleResponse>
        """
    /// 2024-01-01T00:00:00Z.
    private static let now = 1_704_067_200

    private func keys(_ access: AWSAccess) async throws -> AWSCredentials {
        try await AWSCredentialChain(access).credentials()
    }

    @Test func `options come before the environment, which comes before the files`() async throws {
        try await withTemporaryDirectory { home in
            try HostFiles.createDirectory(home + "/.aws")
            try HostFiles.write(
                "# mine\n[default]\naws_access_key_id = A\naws_secret_access_key = B\n[other]\naws_access_key_id=C\n"
                    + "aws_secret_access_key=D=\naws_session_token = E\n", to: home + "/.aws/credentials")
            try HostFiles.write(
                "[default]\nregion = us-east-1\ns3 =\n  region = nested\n[profile other]\nregion = eu-north-1\n",
                to: home + "/.aws/config")
            var access = AWSAccess(environment: ["HOME": home])
            #expect(try await keys(access) == AWSCredentials(accessKey: "A", secretKey: "B"))
            #expect(try access.resolvedRegion() == "us-east-1")
            access.environment["AWS_ACCESS_KEY_ID"] = "F"
            access.environment["AWS_SECRET_ACCESS_KEY"] = "G"
            access.environment["AWS_SESSION_TOKEN"] = "H"
            #expect(try await keys(access) == AWSCredentials(accessKey: "F", secretKey: "G", token: "H"))
            access.profile = "other"
            #expect(try await keys(access) == AWSCredentials(accessKey: "C", secretKey: "D=", token: "E"))
            #expect(try access.resolvedRegion() == "eu-north-1")
            access.accessKey = "I"
            access.secretKey = Secret("J")
            #expect(try await keys(access) == AWSCredentials(accessKey: "I", secretKey: "J"))
        }
    }

    @Test(arguments: [
        ("[default]\ncredential_process = x\n", nil, "credential_process"),
        ("[profile p]\nsso_session = x\n", "p", "sso_session"), ("", "p", "there is no profile \"p\""),
    ])
    func `profiles that cannot be used are told before the build`(config: String, profile: String?, words: String)
        async throws
    {
        try await withTemporaryDirectory { folder in
            try HostFiles.write(config, to: folder + "/config")
            var access = AWSAccess(environment: ["AWS_CONFIG_FILE": folder + "/config"])
            access.profile = profile ?? "default"
            #expect(access.complaint?.reason.contains(words) == true)
        }
    }

    @Test func `half a key is told`() {
        var access = AWSAccess(environment: [:])
        access.accessKey = "A"
        #expect(access.complaint?.reason.contains("belong together") == true)
    }

    @Test func `a role is assumed with the keys that were found, and its keys are renewed before they end`()
        async throws
    {
        try await APIServer.run { _ in
            .init(body: Self.roleAnswer)
        } _: { server in
            let secrets = NotedSecrets()
            var access = AWSFixture.access(server.address)
            var role = AWSRole(arn: "arn:aws:iam::123456789012:role/images")
            role.externalID = "ext"
            role.policyARNs = ["arn:p"]
            role.tags = ["team": "a b"]
            access.role = role
            access.onSecret = { secrets.add($0) }
            access.time = { Self.now }
            let chain = AWSCredentialChain(access)
            let first = try await chain.credentials()
            #expect(first.accessKey == "ASIAROLE" && first.token?.exposed == "role-token")
            _ = try await chain.credentials()
            #expect(server.received.count == 1)
            #expect(Set(secrets.all) == ["secret", "role-secret", "role-token"])
            let fields = AWSFixture.fields(server.received[0])
            #expect(fields["Action"] == "AssumeRole" && fields["RoleArn"] == role.arn)
            #expect(fields["ExternalId"] == "ext" && fields["PolicyArns.member.1.arn"] == "arn:p")
            #expect(fields["Tags.member.1.Key"] == "team" && fields["Tags.member.1.Value"] == "a b")

            access.time = { Self.now + 3400 }
            let late = AWSCredentialChain(access)
            _ = try await late.credentials()
            _ = try await late.credentials()
            #expect(server.received.count == 3)
        }
    }

    @Test func `a profile's role is assumed with the keys of its source, and may want a code`() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write(
                "[profile a]\nrole_arn = arn:r\nsource_profile = b\nmfa_serial = dev\n[profile b]\n"
                    + "aws_access_key_id = K\naws_secret_access_key = L\n[profile c]\nrole_arn = x\nsource_profile = d\n"
                    + "[profile d]\nrole_arn = y\nsource_profile = c\n", to: folder + "/config")
            try await APIServer.run { _ in
                .init(body: Self.roleAnswer)
            } _: { server in
                var access = AWSAccess(environment: [
                    "AWS_CONFIG_FILE": folder + "/config", "AWS_PROFILE": "a", "AWS_REGION": "eu-west-1",
                    "AWS_ENDPOINT_URL_STS": server.address,
                ])
                let error = await #expect(throws: AWSError.self) { try await keys(access) }
                #expect(error?.advice == ["Give it as mfa_code."])
                access.secondFactorCode = "123456"
                #expect(try await keys(access).accessKey == "ASIAROLE")
                let request = try #require(server.received.last)
                #expect(AWSFixture.fields(request)["TokenCode"] == "123456")
                #expect(request.headers["authorization"]?.contains("Credential=K/") == true)
                access.environment["AWS_PROFILE"] = "c"
                let circle = await #expect(throws: AWSError.self) { try await keys(access) }
                #expect(circle?.reason.contains("circle") == true)
            }
        }
    }

    @Test func `a web identity's token is changed for keys without a signature`() async throws {
        try await withTemporaryDirectory { folder in
            try HostFiles.write("identity\n", to: folder + "/token")
            try await APIServer.run { _ in
                .init(body: Self.roleAnswer)
            } _: { server in
                let access = AWSAccess(environment: [
                    "AWS_WEB_IDENTITY_TOKEN_FILE": folder + "/token", "AWS_ROLE_ARN": "arn:r",
                    "AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL": server.address,
                ])
                let found = try await keys(access)
                #expect(found.secretKey.exposed == "role-secret")
                #expect(AWSFixture.fields(server.received[0])["WebIdentityToken"] == "identity")
                #expect(server.received[0].headers["authorization"] == nil)
            }
        }
    }

    @Test func `a container and an instance give keys`() async throws {
        let answer = #"{"AccessKeyId":"M","SecretAccessKey":"N","Token":"O","Expiration":"2030-01-01T00:00:00Z"}"#
        try await APIServer.run { line in
            switch line {
            case "PUT /latest/api/token HTTP/1.1": .init(body: "imds-token")
            case "GET /latest/meta-data/iam/security-credentials/ HTTP/1.1": .init(body: "builder\n")
            case "GET /latest/meta-data/iam/security-credentials/builder HTTP/1.1", "GET /keys HTTP/1.1":
                .init(body: answer)
            default: .init(status: 404)
            }
        } _: { server in
            var access = AWSAccess(environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.address + "/"])
            let ofInstance = try await keys(access)
            #expect(ofInstance.accessKey == "M")
            #expect(server.received.last?.headers["x-aws-ec2-metadata-token"] == "imds-token")
            access.environment = [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.address + "/keys",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Basic abc",
            ]
            #expect(try await keys(access).token?.exposed == "O")
            #expect(server.received.last?.headers["authorization"] == "Basic abc")
            access.environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://example.com/keys"
            await #expect(throws: AWSError.self) { try await keys(access) }
        }
    }

    @Test func `without any keys it is said which to give`() async {
        var access = AWSAccess(environment: [:])
        access.asksMetadata = false
        let error = await #expect(throws: AWSError.self) { try await keys(access) }
        #expect(error?.reason == "there are no credentials" && error?.advice.isEmpty == false)
    }

    @Test(arguments: ["x/../y", "EU-WEST-1", "a.b", "eu west"]) func `what cannot be a region is none`(name: String) {
        var access = AWSAccess(environment: [:])
        access.region = name
        #expect(throws: AWSError.self) { try access.resolvedRegion() }
    }

    @Test(arguments: [
        ([:], "ec2", "eu-west-1", "https://ec2.eu-west-1.amazonaws.com"),
        ([:], "s3", "cn-north-1", "https://s3.cn-north-1.amazonaws.com.cn"),
        (["AWS_ENDPOINT_URL": "http://a/"], "ec2", "r", "http://a"),
        (["AWS_ENDPOINT_URL": "http://a", "AWS_ENDPOINT_URL_S3": "http://b"], "s3", "r", "http://b"),
        (
            ["AWS_ENDPOINT_URL": "http://a", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"], "sts", "r",
            "https://sts.r.amazonaws.com"
        ),
    ])
    func `a service's address is Amazon's or the one that the environment names`(
        environment: [String: String], service: String, region: String, address: String
    ) {
        #expect(AWSAccess(environment: environment).endpoint(of: service, region: region).address == address)
    }
}
