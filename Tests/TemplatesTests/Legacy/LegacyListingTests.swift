import Diagnostics
import TestSupport
import Testing

@testable import Templates

@Suite struct LegacyListingTests {
    static func listing(_ text: String) throws -> LegacyListing {
        let folder = try makeTemporaryDirectory()
        defer { removeTree(folder) }
        try write(text, to: "\(folder)/t.json")
        return try LegacyListing(path: "\(folder)/t.json")
    }

    @Test func `lists variables, builders and provisioners`() throws {
        let listing = try Self.listing(
            """
            {"description": "What it is", "variables": {"secret": "x", "a": null, "longer": "{{user `a`}}"},
             "sensitive-variables": ["secret"], "builders": [{"type": "box", "name": "two"}, {"type": "box"}],
             "provisioners": [{"type": "run"}, {"type": "nobody knows"}]}
            """)
        #expect(listing.diagnostics.isEmpty)
        #expect(
            listing.text == """
                Packer Inspect: JSON mode
                Description:

                What it is

                Required variables:

                  a

                Optional variables and their defaults:

                  longer = {{user `a`}}
                  secret = <sensitive>

                Builders:

                  box
                  two (box)

                Provisioners:

                  run
                  nobody knows

                Note: If your build names contain user variables or template
                functions such as 'timestamp', these are processed at build time,
                and therefore only show in their raw form here.

                """)
    }

    @Test func `says where there is nothing`() throws {
        let listing = try Self.listing(#"{"builders": []}"#)
        #expect(listing.diagnostics.isEmpty)
        let text = listing.text
        for none in ["Variables:\n\n  <No variables>", "<No builders>", "<No provisioners>"] {
            #expect(text.contains(none))
        }
    }

    @Test func `tells what is wrong with the text`() throws {
        #expect(try Self.listing("{").diagnostics.map(\.summary) == ["Invalid JSON"])
    }
}
