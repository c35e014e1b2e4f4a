import Testing

@testable import PostProcessors

@Suite struct ManifestTests {
    @Test(arguments: [(nil, "null"), ([:], "{}")] as [([String: String]?, String)])
    func `a build without files is written as the tools know it`(data: [String: String]?, written: String) throws {
        var manifest = Manifest()
        manifest.builds = [
            .init(
                name: "a", builderType: "null", time: 7, files: [], artifactID: "Null", runUUID: "u", customData: data)
        ]
        manifest.lastRunUUID = "u"
        let text = """
            {
              "builds": [
                {
                  "name": "a",
                  "builder_type": "null",
                  "build_time": 7,
                  "files": null,
                  "artifact_id": "Null",
                  "packer_run_uuid": "u",
                  "custom_data": \(written)
                }
              ],
              "last_run_uuid": "u"
            }
            """
        #expect(manifest.text == text)
        #expect(try Manifest(text: text, path: "m") == manifest)
    }
}
