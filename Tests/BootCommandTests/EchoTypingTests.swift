import Testing

@testable import BootCommand

struct EchoTypingTests {
    static let line =
        "install auto=true priority=critical URL=http://10.0.2.2:8000/Debian/preseed.cfg  hostname=\"golden\" -- quiet"

    private func type(
        _ editor: PretendedGuest.Editor, text: String = line, pacing: BootPacing = .standard
    ) async throws -> (guest: PretendedGuest, record: TypingRecord) {
        let guest = PretendedGuest(editor)
        let record = try await BootTypist(pacing: pacing, clock: guest.clock).type(
            BootCommand.parse(text).command, on: guest, watchedBy: guest)
        return (guest, record)
    }

    @Test(
        "a line arrives and is verified, over borders and scrolling",
        arguments: [(20, 3), (40, 6), (80, 25), (132, 60), (41, 2)])
    func followsTheLine(size: (Int, Int)) async throws {
        var editor = PretendedGuest.Editor()
        (editor.columns, editor.rows) = size
        let (guest, record) = try await type(editor)
        #expect(guest.line == Self.line)
        #expect(record.verified == Self.line.count && record.unseen == 0 && record.retyped == 0)
    }

    @Test("editors that leave the end of a row alone are followed", arguments: [(1, " "), (2, "\\"), (1, ">")])
    func followsMargins(margin: (Int, String)) async throws {
        var editor = PretendedGuest.Editor()
        editor.margin = (margin.0, Character(margin.1))
        let (guest, record) = try await type(editor)
        #expect(guest.line == Self.line)
        #expect(record.verified == Self.line.count)
    }

    @Test("an editor that ends its rows early is followed", arguments: [20, 36, 79])
    func followsOwnWidth(width: Int) async throws {
        var editor = PretendedGuest.Editor()
        editor.ownWidth = width
        let (guest, record) = try await type(editor)
        #expect(guest.line == Self.line)
        #expect(record.verified == Self.line.count)
    }

    @Test(
        "a character that gets lost anywhere is typed again",
        arguments: Array(stride(from: 0, to: line.count, by: 4)) + [1, 81, 82, line.count - 1])
    func retypesTheLost(number: Int) async throws {
        var editor = PretendedGuest.Editor()
        editor.lost = [number]
        let (guest, record) = try await type(editor)
        #expect(guest.line == Self.line)
        #expect(record.retyped > 0 && record.doubtful.isEmpty)
    }

    @Test("a lost shift is seen", arguments: [36, 37, 38, 43, 55])
    func retypesTheUnshifted(number: Int) async throws {
        var editor = PretendedGuest.Editor()
        editor.unshifted = [number]
        let (guest, record) = try await type(editor)
        #expect(guest.line == Self.line)
        #expect(record.doubtful.isEmpty)
    }

    @Test("a key that repeats is taken back", arguments: [0, 5, 36, 60])
    func takesBackTheRepeated(number: Int) async throws {
        var editor = PretendedGuest.Editor()
        editor.repeated = [number]
        #expect(try await type(editor).guest.line == Self.line)
    }

    @Test("a slow guest gets all the time it needs", arguments: [5, 50, 300])
    func waitsForTheSlow(milliseconds: Int) async throws {
        var editor = PretendedGuest.Editor()
        editor.delay = .milliseconds(milliseconds)
        let (guest, record) = try await type(editor)
        _ = try await guest.look()
        #expect(guest.line == Self.line)
        #expect(record.retyped == 0)
    }

    @Test(
        "a guest that is at work on a line is not hurried with the next one", arguments: [0, 30, 300, 2000],
        ["", "Done."])
    func waitsForThePrompt(milliseconds: Int, answer: String) async throws {
        var editor = PretendedGuest.Editor()
        editor.rows = 9
        editor.delay = .milliseconds(2)
        editor.work = .milliseconds(milliseconds)
        editor.answer = answer
        editor.room = 5
        let lines = ["linux /vmlinuz", "linux /vmlinuz", "initrd /initrd.img", "boot from it"]
        let (guest, record) = try await type(editor, text: lines.joined(separator: "<enter>") + "<enter>")
        guest.clock.moveOn(by: .seconds(3))
        _ = try await guest.look()
        #expect(guest.lines == lines)
        #expect(record.unseen == 0 && record.retyped == 0, "\(record)")
        #expect(record.verified == lines.joined().count)
        // No patience is spent on what the guest has answered.
        #expect(guest.clock.elapsed < .milliseconds(4 * (milliseconds + 100)) + .seconds(3))
    }

    @Test("a line is not taken for the like one before it, which scrolls away", arguments: [3, 4, 6, 7])
    func tellsLinesApart(rows: Int) async throws {
        var editor = PretendedGuest.Editor()
        editor.rows = rows
        editor.delay = .milliseconds(20)
        editor.room = 5
        let lines = Array(repeating: "set a=1234567890abcdefghijklmnopqrstuvwxyz0", count: 4)
        let (guest, record) = try await type(editor, text: lines.joined(separator: "<enter>") + "<enter>")
        guest.clock.moveOn(by: .seconds(1))
        _ = try await guest.look()
        #expect(guest.lines == lines)
        #expect(record.verified == lines.joined().count && record.retyped == 0, "\(record)")
    }

    @Test("what gets lost at the beginning of a line that the guest was not ready for is typed again")
    func retypesBehindThePrompt() async throws {
        var editor = PretendedGuest.Editor()
        editor.work = .milliseconds(100)
        editor.lost = [9]
        let (guest, record) = try await type(editor, text: "set a=b<enter>boot it<enter>")
        guest.clock.moveOn(by: .seconds(1))
        _ = try await guest.look()
        #expect(guest.lines == ["set a=b", "boot it"])
        #expect(record.retyped > 0 && record.doubtful.isEmpty)
    }

    @Test("a text at the end of another screen than the one that was looked at is found after a while")
    func findsTheEnd() async throws {
        var editor = PretendedGuest.Editor()
        editor.rows = 9
        editor.work = .milliseconds(100)
        editor.nextPrompt = "~ # "
        let (guest, record) = try await type(editor, text: "chroot<enter>install it")
        _ = try await guest.look()
        #expect(guest.line == "install it")
        #expect(record.unseen == 0)
    }

    @Test("where nothing echoes, typing goes on as without looking")
    func typesBlindly() async throws {
        var editor = PretendedGuest.Editor()
        editor.echoes = false
        let (guest, record) = try await type(editor, text: "a secret password")
        _ = try await guest.look()
        #expect(guest.line == "a secret password")
        #expect(record.unseen == 17 && record.verified == 0)
    }

    @Test("stars and pictures are not taken for mistakes", arguments: [true, false])
    func leavesStarsAlone(isPicture: Bool) async throws {
        var editor = PretendedGuest.Editor()
        editor.mask = "*"
        editor.isPicture = isPicture
        let (guest, record) = try await type(editor, text: "a secret password")
        _ = try await guest.look()
        #expect(guest.line == "a secret password")
        #expect(record.retyped == 0 && record.unseen == 17)
    }

    @Test("an interval that the template asks for is obeyed")
    func obeysTheInterval() async throws {
        let (guest, record) = try await type(
            PretendedGuest.Editor(), text: "abcdefgh", pacing: .interval(.milliseconds(100)))
        #expect(guest.clock.elapsed >= .milliseconds(1600))
        #expect(record.verified == 8)
    }

    @Test("with an echo, no time is lost between keys")
    func isFast() async throws {
        let (guest, _) = try await type(PretendedGuest.Editor())
        #expect(guest.clock.elapsed < .milliseconds(100))
    }

    @Test("keys of menus and of held modifiers are no text")
    func gathersText() {
        let parts = BootCommand.parse("e<down>abcd<leftCtrlOn>xyzw<leftCtrlOff><spacebar>efg").command.parts
        let texts = parts.compactMap { part in if case .text(let text) = part { text } else { nil } }
        #expect(texts == [Array("abcd".unicodeScalars), Array(" efg".unicodeScalars)])
    }

    @Test("letters that are guessed are not compared with what is typed")
    func leavesGuessesAlone() async throws {
        var editor = PretendedGuest.Editor()
        editor.isOptical = true
        editor.lost = [3]
        let (_, record) = try await type(editor, text: "install auto")
        #expect(record.unseen == 12 && record.verified == 0 && record.retyped == 0)
    }
}
