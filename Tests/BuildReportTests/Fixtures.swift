import BuildEvents
import BuildReport
import Diagnostics

/// Builds as a report would see them.
extension RecordedBuild {
    /// A build that showed this on its screen and its serial port.
    static func showing(screen: String = "", serial: String = "", failure: Diagnostic? = nil) -> RecordedBuild {
        var build = RecordedBuild(name: "qemu.x")
        build.note(.exhibit(.screen(ScreenExhibit(lines: screen.split(separator: "\n").map(String.init)))))
        build.note(.exhibit(.serial(serial)))
        build.failure = failure
        return build
    }

    /// A build that waited for the guest in vain.
    static func unreachable(
        screen: String = "", serial: String = "", _ exhibits: Exhibit..., saying words: [String] = []
    ) -> RecordedBuild {
        var build = showing(screen: screen, serial: serial, failure: Diagnostic("The machine cannot be reached"))
        for text in words { build.note(.say(text)) }
        build.note(.say("Waiting for SSH to become available..."))
        for exhibit in exhibits { build.note(.exhibit(exhibit)) }
        return build
    }

    mutating func note(_ kind: BuildEvent.Kind, at time: Duration = .zero) {
        take(BuildEvent(build: name, kind), at: time)
    }
}
