import OpticalReading
import ScreenReading
import Testing

/// Lines of a picture as a screen's rows.
@Suite struct OpticalTextTests {
    private func line(_ text: String, _ x: Int, _ y: Int, height: Int = 12) -> OpticalLine {
        OpticalLine(
            text: text, confidence: 0.9, box: .init(x: x, y: y, width: text.count * 8, height: height))
    }

    @Test func `lines side by side share a row, each in its column`() {
        let text = ScreenText([
            line("Continue", 400, 301), line("Select a language", 40, 20), line("Go Back", 200, 300),
            line("English", 48, 60),
        ])
        #expect(
            text.lines == [
                "Select a language", " English",
                String(repeating: " ", count: 20) + "Go Back" + String(repeating: " ", count: 18) + "Continue",
            ])
        #expect(text.isOptical && text.confidence > 0.89)
    }

    @Test func `lines that touch keep a space between them`() {
        let text = ScreenText([line("Name:", 0, 0), line("golden", 38, 1), line("end", 40, 0)])
        #expect(text.lines == ["Name: golden end"])
    }

    @Test func `no lines are an empty screen`() {
        let text = ScreenText([])
        #expect(text.text == "" && text.confidence == 0)
    }

    @Test func `places far away do not make endless rows`() {
        let text = ScreenText([line("a", 0, 0), line("b", 1 << 20, 0)])
        #expect(text.columns <= 501)
    }
}
