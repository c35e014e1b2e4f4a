import BuildEvents
import Diagnostics

extension CauseRule {
    /// What goes wrong while an installer works.
    static let installer: [CauseRule] = [
        CauseRule(
            "installer-failed", .likely, looksFor: "words by which installers say that they gave up",
            advice: ["Read the last screen and the end of serial.log: the step that failed stands there."]
        ) { build in
            (build.lastScreen + build.lastSerialLines.suffix(40)).first(
                with: "installation step failed", "installation failed", "installer crashed", "debootstrap error",
                "bad archive mirror", "failed to retrieve the preconfiguration", "an error occurred",
                "installer: failed", "traceback (most recent call last)", "failed to install the base system",
                "pane is dead"
            ).map { Finding("The installer gave up: \"\($0)\".") }
        },
        CauseRule(
            "nothing-installed", .certain, looksFor: "an installer that ended without having written to a disk",
            advice: [
                "Read the last screen and serial.log: the installer may not have started, or not have found its "
                    + "answers or the disk (disk_interface)."
            ]
        ) { build in
            guard build.failure?.summary == "Nothing was installed" else { return nil }
            return Finding("The guest ended without having written anything to its disks.")
        },
        CauseRule(
            "installer-asks", .likely, looksFor: "a dialog or a question on the last screen",
            advice: ["Answer it in the answers file (preseed, kickstart, autoinstall), or by boot_command."]
        ) { build in
            guard build.neverReached || build.failure == nil else { return nil }
            return ScreenQuestion.find(on: build.lastScreen).map {
                Finding("The installer asks a question that nobody answers: \"\($0)\".")
            }
        },
    ]
}

/// Finding out what a text screen asks.
enum ScreenQuestion {
    private static let buttons = ["<go back>", "<continue>", "<yes>", "<no>", "<ok>", "[ done", "[ continue", "[ back"]
    private static let prompts = [
        "[y/n]", "(y/n)", "[yes/no]", "(yes/no)", "press enter to", "press any key", "press return",
        "please make a selection", "please select", "enter a number", "please make your choice",
    ]
    /// Debian's installer marks dialogs by their priority.
    private static let marks = ["[!!]", "[!]", "[?]", "[.]"]

    /// - Returns: the question as the dialog's title, or the line that asks.
    static func find(on lines: [String]) -> String? {
        if let title = lines.lazy.compactMap(title).first { return dialog(title, lines) }
        let hasButtons = lines.contains { line in
            let line = line.lowercased()
            return buttons.contains { line.contains($0) }
        }
        if hasButtons { return lines.first(where: isFramedText)?.plain ?? lines.first?.plain }
        guard let last = lines.suffix(4).last(where: { !$0.plain.isEmpty }) else { return nil }
        if let line = Array(lines.suffix(4)).reversed().first(where: asks) { return line.plain }
        let line = last.plain
        return line.hasSuffix("?") && line.count > 3 ? line : nil
    }

    private static func asks(_ line: String) -> Bool {
        let line = line.lowercased()
        return prompts.contains { line.contains($0) }
    }

    private static func title(_ line: String) -> String? {
        for mark in marks {
            if let rest = line.rest(after: mark) { return rest.plain.nonEmpty }
        }
        return nil
    }

    /// The title and the first sentence of what stands below it.
    private static func dialog(_ title: String, _ lines: [String]) -> String {
        guard let place = lines.firstIndex(where: { $0.contains(title) }) else { return title }
        let text = lines[(place + 1)...].map(\.plain).drop(while: \.isEmpty).prefix {
            !$0.isEmpty && !$0.hasPrefix("<")
        }
        return text.isEmpty ? title : "\(title): \(text.joined(separator: " "))".plain
    }

    private static func isFramedText(_ line: String) -> Bool {
        let text = line.plain
        return text.count > 5 && !text.hasPrefix("<") && !text.hasPrefix("[ ")
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
