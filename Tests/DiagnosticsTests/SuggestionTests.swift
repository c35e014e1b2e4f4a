import Diagnostics
import Testing

struct SuggestionTests {
    @Test(
        "the nearest known name is suggested if it is near enough",
        arguments: [
            ("disk_sise", "disk_size"), ("memroy", "memory"), ("xyz", nil), ("cpu", "cpus"), ("a", nil),
            ("cpsu", "cpus"), ("each", nil),
        ])
    func nearest(name: String, suggested: String?) {
        #expect(Suggestion.nearest(to: name, among: ["disk_size", "memory", "cpus"]) == suggested)
    }
}
