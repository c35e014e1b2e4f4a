import ComponentAPI
import Diagnostics
import HCLValues
import TestSupport
import Testing

@testable import DataSources

/// Data sources whose services are not here: their options are checked, and asking them is an error.
@Suite struct ServiceDataSourcesTests {
    private func type(_ name: String) throws -> DataSourceType {
        try #require(DataSourceCatalog.all.first { $0.name == name })
    }

    private static let good: [(String, [String: HCLValue], String)] = [
        (
            "hcp-packer-version", ["bucket_name": .string("b"), "channel_name": .string("c")],
            "what is in the bucket \"b\": Ingot does not speak with the HCP Packer registry."
        ),
        (
            "hcp-packer-artifact",
            [
                "bucket_name": .string("b"), "platform": .string("aws"), "region": .string("r"),
                "version_fingerprint": .string("f"),
            ], "what is in the bucket \"b\": Ingot does not speak with the HCP Packer registry."
        ),
        (
            "hcp-packer-iteration", ["bucket_name": .string("b"), "channel": .string("c")],
            "what is in the bucket \"b\": Ingot does not speak with the HCP Packer registry."
        ),
        (
            "hcp-packer-image",
            [
                "bucket_name": .string("b"), "cloud_provider": .string("aws"), "region": .string("r"),
                "channel": .string("c"),
            ], "what is in the bucket \"b\": Ingot does not speak with the HCP Packer registry."
        ),
    ]

    @Test(arguments: good.indices) func `a good block is valid, and asking it tells what is missing`(index: Int)
        async throws
    {
        let (name, values, words) = Self.good[index]
        let source = try ComponentFixture.make(try type(name).component, values)
        let error = await #expect(throws: AbsentServiceError.self) { try await source.fetch() }
        #expect(error?.diagnostic.detail == "The data source \"\(name)\" cannot tell \(words)")
    }

    private static let bad: [(String, [String: HCLValue], String)] = [
        (
            "hcp-packer-version", ["bucket_name": .string("b")],
            "The argument \"channel_name\" is required, but no definition was found."
        ),
        (
            "hcp-packer-version", ["bucket_name": .string(""), "channel_name": .string("c")],
            "The argument \"bucket_name\" is empty."
        ),
        (
            "hcp-packer-artifact", ["bucket_name": .string("b"), "platform": .string("aws"), "region": .string("r")],
            "Exactly one of \"channel_name\" and \"version_fingerprint\" must be given, not none of them."
        ),
        (
            "hcp-packer-image",
            [
                "bucket_name": .string("b"), "cloud_provider": .string("aws"), "region": .string("r"),
                "channel": .string("c"), "iteration_id": .string("i"),
            ], "Exactly one of \"channel\" and \"iteration_id\" must be given, not both."
        ),
        ("amazon-ami", ["filters": .object([:]), "owners": .tuple([.string("1")])], "The `filters` must be specified"),
        (
            "amazon-ami", ["filters": .object(["name": .string("x")]), "owners": .tuple([])],
            "For security reasons, you must declare an owner."
        ),
    ]

    @Test(arguments: bad.indices) func `a bad block is told`(index: Int) throws {
        let (name, values, complaint) = Self.bad[index]
        let complaints = try ComponentFixture.complaints(try type(name).component, values)
        #expect(complaints.filter { !$0.contains("is deprecated") } == [complaint])
    }

    @Test(arguments: [("hcp-packer-iteration", true), ("hcp-packer-version", false)])
    func `the deprecated ones name their successor`(name: String, isDeprecated: Bool) throws {
        let key = isDeprecated ? "channel" : "channel_name"
        let prepared = try type(name).component.prepare(
            ComponentFixture.reader(["bucket_name": .string("b"), key: .string("c")]), ComponentFixture.environment())
        #expect(prepared.warnings.isEmpty == !isDeprecated)
    }
}
