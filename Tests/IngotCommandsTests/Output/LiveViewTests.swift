import BuildEvents
import Synchronization
import Testing

@testable import IngotCommands

@Suite struct LiveViewTests {
    /// A view of machines that show their own names.
    private func view(_ builds: String...) -> LiveView {
        var view = LiveView()
        for build in builds { view.take(["screen of \(build)"], of: build) }
        return view
    }

    private func rows(_ view: LiveView, columns: Int = 60, height: Int = 40) -> [String] {
        view.rows(columns: columns, height: height)
    }

    @Test func `the key shows the screen and hides it again`() {
        var view = view("qemu.a")
        #expect(rows(view).isEmpty)
        view.press()
        #expect(rows(view).first?.hasPrefix("── qemu.a's screen (v: hide) ─") == true)
        #expect(rows(view)[1] == "screen of qemu.a")
        view.press()
        #expect(rows(view).isEmpty && !view.isOpen)
    }

    @Test func `the key goes on to the next machine, and behind the last the view is gone`() {
        var view = view("qemu.a", "qemu.b")
        let shown: [String?] = (0..<4).map { _ in
            view.press()
            return view.shown
        }
        #expect(shown == ["qemu.a", "qemu.b", nil, "qemu.a"])
        #expect(rows(view)[0].contains("(v: next)"))
    }

    @Test func `a view without a machine waits for one`() {
        var view = LiveView()
        view.press()
        #expect(rows(view).count == 1 && rows(view)[0].contains("no machine has a screen yet"))
        view.take(["hello"], of: "qemu.a")
        #expect(view.shown == "qemu.a")
    }

    @Test func `whoever looks at a machine that goes is shown another one`() {
        var view = view("qemu.a", "qemu.b")
        view.press()
        view.remove("qemu.a")
        #expect(view.shown == "qemu.b")
        view.remove("qemu.b")
        #expect(view.isOpen && view.shown == nil)
        view.remove("qemu.never")
        view.close()
        #expect(!view.isOpen)
    }

    @Test func `rows are cut to the terminal, and the end of a high screen is kept`() {
        var view = LiveView()
        view.take((1...50).map { "line \($0) " + String(repeating: "x", count: 200) } + ["", " "], of: "q")
        view.press()
        let rows = rows(view, columns: 40, height: 20)
        #expect(rows.count == 14)
        #expect(rows.allSatisfy { $0.count <= 39 })
        #expect(rows[12].hasPrefix("line 50 "))
    }

    @Test func `a screen that fits keeps its height, so that nothing jumps`() {
        var view = LiveView()
        view.take(["a"] + Array(repeating: "", count: 24), of: "q")
        view.press()
        #expect(rows(view).count == 27)
    }

    @Test(arguments: [(40, 8), (8, 40), (0, 0), (-1, -1)])
    func `a terminal without room for it shows none`(columns: Int, height: Int) {
        var view = view("q")
        view.press()
        #expect(rows(view, columns: columns, height: height).isEmpty)
    }

    @Test func `what is not one column wide is replaced, and a picture is told`() {
        var view = LiveView()
        view.take(["┌─┤é│ 漢e\u{301}\u{200B}😀|"], of: "q")
        view.press()
        #expect(rows(view)[1] == "┌─┤é│ ????|")
        view.take(nil, of: "q")
        #expect(rows(view)[1] == "(a picture that cannot be read as text)")
    }
}

@Suite struct BottomAreaTests {
    /// A terminal that understands what is written below a run: lines, the cursor's row, and what erases.
    private struct Screen {
        var rows = [""]
        var row = 0
        var column = 0

        mutating func write(_ text: String) {
            var rest = Substring(text)
            while let character = rest.popFirst() {
                switch character {
                case "\n": (row, column) = (row + 1, 0)
                case "\r": column = 0
                case "\u{1B}": control(&rest)
                default: put(character)
                }
                while rows.count <= row { rows.append("") }
            }
        }

        private mutating func put(_ character: Character) {
            var cells = Array(rows[row])
            while cells.count <= column { cells.append(" ") }
            cells[column] = character
            rows[row] = String(cells)
            column += 1
        }

        private mutating func control(_ rest: inout Substring) {
            rest.removeFirst()
            let number = Int(rest.prefix { $0.isNumber }) ?? 1
            rest = rest.drop { $0.isNumber }
            switch rest.removeFirst() {
            case "A": row = max(0, row - number)
            case "B": row += number
            case "K": rows[row] = String(rows[row].prefix(column))
            case "J":
                rows[row] = String(rows[row].prefix(column))
                rows.removeSubrange((row + 1)...)
            default: Issue.record("an unknown sequence")
            }
        }

        var text: [String] { rows.last == "" ? rows.dropLast() : rows }
    }

    private func area(_ lines: [String]? = ["one", "two"], size: (Int, Int)? = (40, 20)) -> BottomArea {
        var area = BottomArea(status: StatusLine(width: 40)) { size.map { (columns: $0.0, rows: $0.1) } }
        area.view.take(lines, of: "q")
        area.view.press()
        return area
    }

    private static let title = "── q's screen (v: hide) " + String(repeating: "─", count: 15)
    private static let end = String(repeating: "─", count: 39)

    private func write(_ line: String, _ area: inout BottomArea, _ screen: inout Screen) {
        screen.write(area.erasing() + line + "\n" + area.redrawn())
    }

    @Test func `lines are written above the view`() {
        var (area, screen) = (area(), Screen())
        write("==> q: first", &area, &screen)
        write("==> q: second", &area, &screen)
        #expect(screen.text == ["==> q: first", "==> q: second", Self.title, "one", "two", Self.end])
    }

    @Test func `a change writes the rows that are other, and nothing else`() {
        var (area, screen) = (area(), Screen())
        screen.write(area.refresh())
        #expect(area.refresh().isEmpty)
        area.view.take(["one", "2"], of: "q")
        let change = area.refresh()
        #expect(change == "\r\u{1B}[2A2\u{1B}[K\r\u{1B}[2B")
        screen.write(change)
        #expect(screen.text == [Self.title, "one", "2", Self.end])
    }

    @Test func `a screen that is higher than before is drawn anew`() {
        var (area, screen) = (area(), Screen())
        write("==> q: said", &area, &screen)
        area.view.take(["one", "two", "three"], of: "q")
        screen.write(area.refresh())
        #expect(screen.text == ["==> q: said", Self.title, "one", "two", "three", Self.end])
    }

    @Test func `the view disappears without a trace`() {
        var (area, screen) = (area(), Screen())
        write("==> q: said", &area, &screen)
        area.view.close()
        screen.write(area.refresh())
        #expect(screen.text == ["==> q: said"])
        #expect(area.refresh().isEmpty)
    }

    @Test func `the status line stands below the view and outlives it`() {
        var (area, screen) = (area(), Screen())
        let progress = Progress(activity: "Copying", completed: 40, total: nil, unit: .percent)
        screen.write(area.status.update(progress, build: nil, at: .now))
        screen.write(area.refresh())
        area.view.take(["1", "2"], of: "q")
        screen.write(area.refresh())
        write("said", &area, &screen)
        #expect(screen.text == ["said", Self.title, "1", "2", Self.end, "Copying 40%"])
        area.view.close()
        screen.write(area.refresh())
        #expect(screen.text == ["said", "Copying 40%"])
    }

    @Test func `a question has the bottom for itself, and the view comes back after it`() {
        var (area, screen) = (area(), Screen())
        screen.write(area.refresh())
        screen.write(area.suspend(for: "Really? ") + "Really? ")
        write("another build", &area, &screen)
        area.view.take(["changed"], of: "q")
        #expect(area.refresh().isEmpty)
        #expect(screen.text == ["Really? ", "another build", "Really? "])
        screen.write("\n" + area.resume(isAnswered: true))
        screen.write(area.refresh())
        #expect(screen.text.suffix(3) == [Self.title, "changed", Self.end])
    }

    @Test func `a terminal that was made narrower is cleared of rows that run over its border`() {
        let columns = Mutex(40)
        var area = BottomArea(status: StatusLine(width: 40)) { (columns.withLock { $0 }, 20) }
        area.view.take([String(repeating: "x", count: 60)], of: "q")
        area.view.press()
        _ = area.refresh()
        columns.withLock { $0 = 20 }
        #expect(area.refresh().hasPrefix("\r\u{1B}[6A\u{1B}[J"))
    }

    @Test func `a terminal that has no size any more is cleared of the rows that were drawn`() {
        let columns = Mutex<Int?>(40)
        var area = BottomArea(status: StatusLine(width: 40)) { columns.withLock { $0.map { ($0, 20) } } }
        area.view.take(["x"], of: "q")
        area.view.press()
        _ = area.refresh()
        columns.withLock { $0 = nil }
        #expect(area.refresh().hasPrefix("\r\u{1B}[3A\u{1B}[J"))
    }

    @Test func `without a known size there is no view`() {
        var area = area(size: nil)
        #expect(area.refresh().isEmpty && area.redrawn().isEmpty)
    }
}

@Suite struct LiveOutputTests {
    private func output(_ stream: CapturedOutput, redactor: Redactor = Redactor()) -> HumanOutput {
        HumanOutput(
            to: stream, style: HumanOutput.Style(terminalWidth: 60, terminalSize: { (columns: 60, rows: 30) }),
            redactor: redactor)
    }

    private func show(_ lines: [String]?, on output: HumanOutput, build: String = "qemu.a") {
        output.emit(BuildEvent(build: build, .exhibit(.screen(ScreenExhibit(lines: lines)))))
    }

    @Test func `a screen is shown from the key on, without its secrets and its control characters`() {
        let (stream, redactor) = (CapturedOutput(), Redactor())
        redactor.add("hidden-word")
        let output = output(stream, redactor: redactor)
        show(["login hidden-word\u{1B}[31m"], on: output)
        output.refresh()
        #expect(stream.text.isEmpty)
        #expect(!output.isScreenShown(of: "qemu.a"))
        output.press(Array("xv".utf8))
        #expect(stream.text.contains("login <sensitive>\n"))
        #expect(!stream.text.contains("\u{1B}[31m"))
        #expect(output.isScreenShown(of: "qemu.a") && !output.isScreenShown(of: "qemu.b"))
    }

    @Test func `a cursor key is no letter`() {
        let stream = CapturedOutput()
        let output = output(stream)
        show(["x"], on: output)
        output.press([0x1B, UInt8(ascii: "["), UInt8(ascii: "v")])
        #expect(stream.text.isEmpty)
    }

    @Test func `the view goes with its machine, and at the end`() {
        let stream = CapturedOutput()
        let output = output(stream)
        show(["x"], on: output)
        output.press(Array("v".utf8))
        output.emit(BuildEvent(build: "qemu.a", .exhibit(.screenGone)))
        output.refresh()
        #expect(stream.text.contains("no machine has a screen yet"))
        output.closeView()
        #expect(stream.text.hasSuffix("\r\u{1B}[1A\u{1B}[J"))
    }

    @Test func `without a terminal nothing is shown`() {
        let stream = CapturedOutput()
        let output = HumanOutput(to: stream, style: HumanOutput.Style(), redactor: Redactor())
        show(["x"], on: output)
        output.press(Array("v".utf8))
        output.refresh()
        #expect(stream.text.isEmpty)
    }

    @Test func `a screen that was guessed is marked`() {
        let stream = CapturedOutput()
        let output = output(stream)
        let screen = ScreenExhibit(lines: ["Select a language"], isOptical: true)
        output.emit(BuildEvent(build: "qemu.a", .exhibit(.screen(screen))))
        output.press(Array("v".utf8))
        output.refresh()
        #expect(stream.text.contains("guessed by optical character recognition"))
        #expect(stream.text.contains("Select a language"))
    }
}
