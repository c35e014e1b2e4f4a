import HTTP
import TestSupport
import Testing

@testable import AmazonWebServices

@Suite struct EC2ClientTests {
    @Test func `images are asked for page by page, with filters and owners`() async throws {
        try await APIServer.run(answering: { request in
            let isFirst = AWSFixture.fields(request)["NextToken"] == nil
            return .init(
                body: """
                    <?xml version="1.0"?><DescribeImagesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
                    <imagesSet><item><imageId>ami-\(isFirst ? 1 : 2)</imageId><name>n</name>
                    <imageState>available</imageState><imageOwnerId>123456789012</imageOwnerId>
                    <blockDeviceMapping><item><deviceName>/dev/sda1</deviceName><ebs><snapshotId>snap-1</snapshotId></ebs>
                    </item><item><deviceName>/dev/sdb</deviceName></item></blockDeviceMapping>
                    <tagSet><item><key>a</key><value>b</value></item><item><key>c</key><value/></item></tagSet>
                    </item></imagesSet>\(isFirst ? "<nextToken>more</nextToken>" : "")</DescribeImagesResponse>
                    """)
        }) { server in
            let client = try AWSFixture.ec2(AWSFixture.access(server.address))
            let images = try await client.images(
                filters: ["name": "a*&b", "architecture": "x86_64"], owners: ["self", "amazon"],
                includesDeprecated: true)
            #expect(images.map(\.id) == ["ami-1", "ami-2"])
            #expect(images[0].snapshots == ["snap-1"] && images[0].tags == ["a": "b", "c": ""])
            let fields = AWSFixture.fields(server.received[0])
            #expect(
                fields == [
                    "Action": "DescribeImages", "Version": "2016-11-15", "Owner.1": "self", "Owner.2": "amazon",
                    "Filter.1.Name": "architecture", "Filter.1.Value.1": "x86_64", "Filter.2.Name": "name",
                    "Filter.2.Value.1": "a*&b", "IncludeDeprecated": "true", "MaxResults": "1000",
                ])
            #expect(AWSFixture.fields(server.received[1])["NextToken"] == "more")
        }
    }

    @Test func `an import tells everything that the template said`() async throws {
        let answer =
            "<ImportImageResponse><importTaskId>import-ami-1</importTaskId><status>active</status>"
            + "<progress>2</progress><statusMessage>pending</statusMessage></ImportImageResponse>"
        try await APIServer.run { _ in
            .init(body: answer)
        } _: { server in
            var source = EC2ImageImport(format: "raw", bucket: "b", keys: ["k", "k-1"], architecture: "arm64")
            source.bootMode = "uefi"
            source.platform = "Linux"
            source.description = "d"
            source.licenseType = "BYOL"
            source.role = "importer"
            source.encrypts = true
            source.encryptionKey = "alias/k"
            let task = try await AWSFixture.ec2(AWSFixture.access(server.address)).importImage(source)
            #expect(task.id == "import-ami-1" && task.progress == 2 && task.message == "pending")
            var fields = AWSFixture.fields(server.received[0])
            #expect(fields.removeValue(forKey: "ClientToken")?.count == 36)
            #expect(
                fields == [
                    "Action": "ImportImage", "Version": "2016-11-15", "Architecture": "arm64", "BootMode": "uefi",
                    "Description": "d", "DiskContainer.1.Format": "raw", "DiskContainer.1.UserBucket.S3Bucket": "b",
                    "DiskContainer.1.UserBucket.S3Key": "k", "DiskContainer.2.Format": "raw",
                    "DiskContainer.2.UserBucket.S3Bucket": "b", "DiskContainer.2.UserBucket.S3Key": "k-1",
                    "Encrypted": "true", "KmsKeyId": "alias/k", "LicenseType": "BYOL", "Platform": "Linux",
                    "RoleName": "importer",
                ])
        }
    }

    @Test(.enabled(if: MotoServer.isHere, "moto is not here: scripts/test makes build/python"))
    func `a server that checks signatures takes ours and refuses those of a wrong key`() async throws {
        try await MotoServer.run { moto in
            let keys = moto.keys
            let access = AWSFixture.access(moto.address, key: keys.access, secret: keys.secret)
            // Characters of all kinds stand in what is signed.
            _ = try await AWSFixture.ec2(access).images(filters: ["name": "ä *+/&=~ x"], owners: ["self"])
            var wrong = AWSFixture.access(moto.address, key: keys.access, secret: "wrong")
            wrong.retries.count = 0
            let client = try AWSFixture.ec2(wrong)
            let error = await #expect(throws: AWSError.self) { try await client.images(filters: [:], owners: ["self"]) }
            #expect(error?.code == "AuthFailure")

            var role = access
            role.role = AWSRole(arn: "arn:aws:iam::123456789012:role/images")
            #expect(try await AWSCredentialChain(role).credentials().token != nil)
        }
    }
}
