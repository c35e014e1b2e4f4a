import Diagnostics
import TestSupport
import Testing

@testable import BootCommand

/// Damaged boot commands are steps that can be typed, or complaints.
struct BootCommandFuzzTests {
    private static let seeds = [
        "<esc><wait5><tab> auto=true url=http://{{ .HTTPIP }}:{{ .HTTPPort }}/p.cfg<enter>",
        "<leftAltOn><f2><leftAltOff><wait1m30s>root<enter>", "<aOn><aOff><>On><<off><spacebar><pageUp><wait250ms>",
        "<leftCtrlOn>c<leftCtrlOff>Größe \u{1F600}<bs><del>",
    ]
    private static let pieces = [
        "<", ">", "<wait", "<wait9999999999999999999h>", "<wait-1s>", "<wait1.5.5s>", "<wait1e9s>", "On>", "Off>",
        "<enter>",
        "<leftShiftOn>", "<f99>", "<<", ">>", "\u{0}", "\n", "é", "e\u{301}", "\u{1F468}\u{200D}\u{1F469}", " ",
    ]

    @Test("any text is steps; what is no tag is typed letter by letter")
    func anyText() {
        var numbers = Fuzzing.numbers("boot command")
        for _ in 0..<Fuzzing.count(percent: 7) {
            let text = numbers.damaged(numbers.pick(Self.seeds), changes: 5, pieces: Self.pieces)
            let (command, diagnostics) = BootCommand.parse(text)
            let isBounded = command.steps.count <= text.unicodeScalars.count
            let isTimed = diagnostics.containsError || command.waits >= .zero
            if !isBounded || !isTimed { Issue.record("\(text.debugDescription)") }
        }
    }
}
