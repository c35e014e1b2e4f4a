import AmazonWebServices
import BuildEvents
import ComponentAPI
import Diagnostics
import GoogleCloud
import HCLValues
import HostOS
import TestSupport
import Testing

@testable import CloudAccess

@Suite struct CloudAccessOptionsTests {
    private func aws(
        _ values: [String: HCLValue], environment: [String: String] = [:]
    ) throws -> (options: AWSAccessOptions, complaints: [String]) {
        let reader = ComponentFixture.reader(values)
        var surroundings = ComponentFixture.environment()
        surroundings.environment = environment
        let options = AWSAccessOptions(reader, surroundings, needsRegion: true)
        return (options, reader.diagnostics.map(\.detail))
    }

    @Test func `keys, role and patience come from the template, then from the environment`() throws {
        let (options, complaints) = try aws(
            [
                "region": .string("eu-west-1"), "access_key": .string("A"), "secret_key": .string("B"),
                "assume_role": .object(["role_arn": .string("arn:r"), "duration_seconds": .number(900)]),
                "aws_polling": .object(["delay_seconds": .number(1)]),
            ], environment: ["AWS_MAX_ATTEMPTS": "7", "AWS_POLL_DELAY_SECONDS": "9"])
        #expect(complaints == [])
        #expect(options.access.role?.arn == "arn:r" && options.access.role?.duration == 900)
        let polling = options.polling(delay: .seconds(5), attempts: 720)
        #expect(polling.delay == .seconds(1) && polling.attempts == 7)
    }

    @Test func `secrets are masked from then on`() throws {
        let reader = ComponentFixture.reader([
            "region": .string("r"), "access_key": .string("A"), "secret_key": .string("very-secret"),
            "token": .string("token-1"), "mfa_code": .string("123456"),
        ])
        let surroundings = ComponentFixture.environment()
        _ = AWSAccessOptions(reader, surroundings, needsRegion: true)
        #expect(
            surroundings.redactor.redact("A very-secret token-1 123456")
                == "A <sensitive> <sensitive> <sensitive>")
    }

    private static let bad: [([String: HCLValue], String)] = [
        ([:], "No region is given."), (["region": .string("../x")], "The region \"../x\" is none."),
        (["region": .string("r"), "access_key": .string("A")], "Access_key and secret_key belong together"),
        (["region": .string("r"), "profile": .string("nobody")], "There is no profile \"nobody\"."),
        (["region": .string("r"), "custom_endpoint_ec2": .string("h")], "custom_endpoint_ec2 must begin with"),
        (["region": .string("r"), "max_retries": .number(-1)], "max_retries must be 0 or more."),
        (["region": .string("r"), "assume_role": .object([:])], "The option \"assume_role\" needs a \"role_arn\"."),
        (
            ["region": .string("r"), "assume_role": .object(["arn": .string("x")])],
            "The option \"assume_role\" has the unknown argument \"arn\"."
        ),
        (
            ["region": .string("r"), "aws_polling": .object(["max_attempts": .number(0)])],
            "The option \"aws_polling\" needs"
        ),
        (["region": .string("r"), "vault_aws_engine": .object([:])], "vault_aws_engine is not possible here."),
    ]

    @Test(arguments: bad.indices) func `what cannot be is told`(index: Int) throws {
        let (values, words) = Self.bad[index]
        let complaints = try aws(values, environment: ["HOME": "/dev/null/nowhere"]).complaints
        #expect(complaints.count == 1)
        #expect(complaints.first?.hasPrefix(words) == true, "\(complaints)")
    }

    @Test func `Google's credentials are a token, JSON, a file or what the machine has`() throws {
        try withFile { file in
            let cases: [([String: HCLValue], String)] = [
                (["access_token": .string("t"), "account_file": .string(file)], "token"),
                (["credentials_json": .string("{}")], "json"), (["credentials_file": .string(file)], "file"),
                (["account_file": .string(file)], "file"), ([:], "ambient"),
            ]
            for (values, kind) in cases {
                let reader = ComponentFixture.reader(values)
                let options = GoogleAccessOptions(reader, ComponentFixture.environment())
                #expect("\(options.access.source)".hasPrefix(kind))
                #expect(reader.diagnostics.isEmpty)
            }
        }
    }

    @Test func `Google's credentials that cannot be are told`() {
        let cases: [([String: HCLValue], String)] = [
            (["credentials_file": .string("/no/such")], "credentials_file \"/no/such\" does not exist."),
            (["custom_endpoints": .object(["compute": .string("h")])], "The endpoint of \"compute\" must begin"),
            (["vault_gcp_oauth_engine": .string("x")], "vault_gcp_oauth_engine is not possible here."),
        ]
        for (values, words) in cases {
            let reader = ComponentFixture.reader(values)
            _ = GoogleAccessOptions(reader, ComponentFixture.environment())
            #expect(reader.diagnostics.count == 1 && reader.diagnostics[0].detail.hasPrefix(words))
        }
    }

    private func withFile(_ body: (String) throws -> Void) throws {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try HostFiles.write("{}", to: folder + "/account.json")
        try body(folder + "/account.json")
    }
}
