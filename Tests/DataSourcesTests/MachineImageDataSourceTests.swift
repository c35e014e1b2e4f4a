import AmazonWebServices
import ComponentAPI
import Diagnostics
import HCLValues
import TestSupport
import Testing

@testable import DataSources

@Suite struct MachineImageDataSourceTests {
    private func source(
        _ values: [String: HCLValue], _ address: String, access: String = "A", secret: String = "B"
    ) throws -> any DataSource {
        let own: [String: HCLValue] = [
            "region": .string("eu-west-1"), "access_key": .string(access), "secret_key": .string(secret),
            "custom_endpoint_ec2": .string(address), "owners": texts("self"), "max_retries": .number(0),
        ]
        return try ComponentFixture.make(
            MachineImageDataSource.type.component, own.merging(values) { _, given in given })
    }

    private static let images = """
        <DescribeImagesResponse><imagesSet>\
        <item><imageId>ami-1</imageId><name>old</name><creationDate>2024-01-01T00:00:00.000Z</creationDate></item>\
        <item><imageId>ami-2</imageId><name>new</name><creationDate>2024-03-01T00:00:00.000Z</creationDate>\
        <imageOwnerId>123456789012</imageOwnerId><imageOwnerAlias>amazon</imageOwnerAlias>\
        <tagSet><item><key>Release</key><value>12</value></item></tagSet></item>\
        </imagesSet></DescribeImagesResponse>
        """

    @Test func `the latest of several images is given where that is asked for`() async throws {
        try await APIServer.run { _ in
            .init(body: Self.images)
        } _: { server in
            let filters = HCLValue.object(["name": .string("debian-*")])
            let value = try await source(["filters": filters, "most_recent": .bool(true)], server.address).fetch()
            #expect(
                value
                    == .object([
                        "id": .string("ami-2"), "name": .string("new"),
                        "creation_date": .string("2024-03-01T00:00:00.000Z"), "owner": .string("123456789012"),
                        "owner_name": .string("amazon"), "tags": .map(of: .string, ["Release": .string("12")]),
                    ]))
            #expect(value.type == MachineImageDataSource.type.output)
            let error = await #expect(throws: MachineImageSearchError.self) {
                try await source(["filters": filters], server.address).fetch()
            }
            let detail = try #require(error?.diagnostic.detail)
            #expect(detail.hasPrefix("There are 2 images in eu-west-1 of self with name = \"debian-*\""))
            #expect(detail.hasSuffix("the latest are ami-2 (new), ami-1 (old)."))
        }
    }

    @Test(.enabled(if: MotoServer.isHere, "moto is not here: scripts/test makes build/python"))
    func `a server that checks signatures finds its images, and says when there is none`() async throws {
        try await MotoServer.run { moto in
            let keys = moto.keys
            for (name, isThere) in [("amzn2-ami-hvm-*", true), ("nobody's-*", false)] {
                let source = try source(
                    [
                        "filters": .object(["name": .string(name), "root-device-type": .string("ebs")]),
                        "owners": texts("amazon"), "most_recent": .bool(true),
                    ], moto.address, access: keys.access, secret: keys.secret)
                if isThere {
                    let image = try await source.fetch()
                    #expect(image.attributeValues?["id"]?.displayText.contains("ami-") == true)
                } else {
                    let error = await #expect(throws: MachineImageSearchError.self) { try await source.fetch() }
                    #expect(error?.diagnostic.summary == "No machine image found")
                }
            }
        }
    }

    @Test func `a template without a region is valid, as it may come with the run`() throws {
        let complaints = try ComponentFixture.complaints(
            MachineImageDataSource.type.component,
            ["filters": .object(["name": .string("x")]), "owners": texts("self")])
        #expect(complaints == [])
    }
}
