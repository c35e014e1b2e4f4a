public import Diagnostics

/// A wait of a boot command whose time ran out.
public struct BootWaitFailure: DiagnosticConvertible, Hashable, CustomStringConvertible {
    /// What was waited for.
    public let condition: BootCondition
    /// What came nearest to the text that was waited for.
    public let closestLine: String?
    /// Whether there was any text to compare with.
    public let sawText: Bool
    /// Whether that text was guessed by optical character recognition.
    public let isOptical: Bool
    /// Which part of the boot command it stands in, as a part of a sentence.
    public var place: String?

    /// As much of the serial port's end is compared.
    static let comparedBytes = 1 << 14

    /// - Parameter lines: what was seen last; `nil` if it could not be read.
    init(_ condition: BootCondition, lines: [String]?, areOptical: Bool = false) {
        self.condition = condition
        isOptical = areOptical
        sawText = lines?.contains { !$0.isEmpty } ?? false
        switch condition.subject {
        case .screenShows(let pattern), .serialSays(let pattern):
            closestLine = ClosestLine.find(pattern.source, in: lines ?? [])
        case .screenLacks(let pattern):
            closestLine = lines?.first { pattern.end(in: Array($0.utf8)) != nil }
        case .screenIsStill: closestLine = nil
        }
    }

    public var diagnostic: Diagnostic {
        Diagnostic("The machine does not show what the boot command waits for", detail: description, advice: advice)
    }

    public var description: String {
        let place = place.map { " (\($0))" } ?? ""
        let waited = "The boot command\(place) waited \(condition.timeout.inSeconds) until \(condition.inWords)."
        return ([waited] + [seen].compactMap { $0 }).joined(separator: "\n")
    }

    private var seen: String? {
        switch condition.subject {
        case .screenIsStill: return nil
        case .screenLacks: return closestLine.map { "It is in the line: \($0)" }
        case .screenShows, .serialSays:
            if let closestLine { return "The closest line is\(isOptical ? " (OCR)" : ""): \(closestLine)" }
            return sawText ? "Nothing that was there looked like it." : "No text was there at all."
        }
    }

    private var advice: [String] {
        switch condition.subject {
        case .screenShows where !sawText:
            [
                "Text can be read in text modes and in fonts that are known; pictures and windows with smooth letters "
                    + "by optical character recognition, which a template asks for with screen_ocr = true."
            ]
        case .screenIsStill: ["Give a longer timeout, or wait for a text."]
        default: ["Correct the text, or give a longer timeout, such as <waitText 'boot:' 10m>."]
        }
    }
}
