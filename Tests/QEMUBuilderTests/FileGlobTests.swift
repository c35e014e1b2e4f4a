import Diagnostics
import HostOS
import Testing

@testable import QEMUBuilder

struct FileGlobTests {
    @Test(arguments: [
        ("a.txt", "*.txt", true), ("a.txt", "*.t", false), ("abc", "a*c", true), ("abcc", "a*c", true),
        ("abd", "a*c", false), ("a", "?", true), ("", "?", false), ("", "*", true), ("b", "[abc]", true),
        ("d", "[a-c]", false), ("d", "[!a-c]", true), ("x*", "x[*]", true), ("aXbXc", "*X*c", true), ("[", "[", true),
    ])
    func `a name fits a pattern`(_ name: String, _ pattern: String, _ fits: Bool) {
        #expect(PathPattern.matches(Array(name)[...], Array(pattern)[...]) == fits)
    }

    @Test func `patterns find files in folders that are patterns too`() async throws {
        try await withTemporaryDirectory { folder in
            for name in ["a1/x.sh", "a2/x.sh", "a2/.x.sh", "b/x.sh"] {
                let path = HostPath.join(folder, name)
                try HostFiles.createDirectory(HostPath.dirname(path), intermediates: true)
                try HostFiles.write("", to: path)
            }
            let found = try FileGlob.expand(folder + "/a*/*.sh")
            #expect(found == [folder + "/a1/x.sh", folder + "/a2/x.sh"])
            #expect(try FileGlob.expand(folder + "/b/") == [folder + "/b/"])
            #expect(throws: DiagnosticError.self) { try FileGlob.expand(folder + "/c*") }
            #expect(throws: DiagnosticError.self) { try FileGlob.expand(folder + "/c") }
        }
    }
}
