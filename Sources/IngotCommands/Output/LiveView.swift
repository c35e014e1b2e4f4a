import BuildEvents

/// The screens of the machines of a run, one of which the user may have before his eyes.
///
/// `v` shows the first machine's screen; pressed again it goes on to the next one, and behind the last the view is gone.
struct LiveView: Sendable {
    private enum Choice: Sendable, Hashable {
        case nothing
        /// Whichever machine shows something next.
        case anybody
        case build(String)
    }

    /// The rows of one machine's screen; `nil` while it shows a picture that cannot be read.
    private typealias Rows = [String]?

    private var choice = Choice.nothing
    /// The builds whose machines have a screen, in the order in which those appeared.
    private var order: [String] = []
    private var screens: [String: Rows] = [:]

    static let key = UInt8(ascii: "v")

    /// Whose screen is shown; `nil` also while the view waits for a machine.
    var shown: String? { if case .build(let name) = choice { name } else { nil } }
    var isOpen: Bool { choice != .nothing }

    /// Takes the key that was pressed.
    mutating func press() {
        switch choice {
        case .nothing: choice = order.first.map(Choice.build) ?? .anybody
        case .anybody: choice = .nothing
        case .build(let name):
            let next = order.firstIndex(of: name).map { $0 + 1 } ?? order.endIndex
            choice = next < order.endIndex ? .build(order[next]) : .nothing
        }
    }

    mutating func close() { choice = .nothing }

    /// Notes what a machine shows.
    ///
    /// - Parameter lines: without secrets and control characters; `nil` if they cannot be read.
    mutating func take(_ lines: [String]?, of build: String) {
        if screens[build] == nil { order.append(build) }
        screens.updateValue(lines, forKey: build)
        if choice == .anybody { choice = .build(build) }
    }

    /// Forgets a machine that is gone; whoever looked at it is shown another one.
    mutating func remove(_ build: String) {
        guard screens.removeValue(forKey: build) != nil else { return }
        order.removeAll { $0 == build }
        if shown == build { choice = order.first.map(Choice.build) ?? .anybody }
    }

    // MARK: - Rows

    /// The rows of the terminal that stay for the build's own output, at least.
    private static let reserved = 6
    /// A picture without any room for it is none.
    private static let fewest = 3

    /// What is to be seen on a terminal of that size, none of it wider than the terminal.
    func rows(columns: Int, height: Int) -> [String] {
        let room = height - Self.reserved
        guard isOpen, room >= Self.fewest, columns > 10 else { return [] }
        let width = columns - 1
        guard let shown, let screen = screens[shown] else {
            return [rule("no machine has a screen yet (v: hide)", width)]
        }
        let isLast = order.last == shown
        let title = rule("\(shown)'s screen (v: \(isLast ? "hide" : "next"))", width)
        let lines = screen ?? ["(a picture that cannot be read as text)"]
        // Where there is too little room, the end tells most.
        let last = lines.lastIndex { !$0.allSatisfy(\.isWhitespace) } ?? 0
        let wanted = last < room - 2 ? lines.prefix(room - 2) : lines[...last].suffix(room - 2)
        return [title] + wanted.map { Self.fitted($0, width) } + [rule("", width)]
    }

    private func rule(_ title: String, _ width: Int) -> String {
        let text = title.isEmpty ? "" : "── \(title) "
        return String((text + String(repeating: "─", count: max(0, width - text.count))).prefix(width))
    }

    /// A row cut to a width, without what might be wider or narrower than one column.
    private static func fitted(_ line: String, _ width: Int) -> String {
        var text = String(line.prefix(width).map { isNarrow($0) ? $0 : "?" })
        while text.last == " " { text.removeLast() }
        return text
    }

    private static func isNarrow(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first, character.unicodeScalars.count == 1 else { return false }
        switch scalar.value {
        case 0x20...0x7E, 0xA1...0xAC, 0xAE...0x2FF, 0x370...0x482, 0x48A...0x52F, 0x2010...0x2027, 0x2030...0x205E,
            0x20A0...0x20BF, 0x2190...0x2319, 0x2320...0x23E8, 0x2500...0x25FC, 0x25FF...0x2613, 0x263A...0x263C:
            return true
        default: return false
        }
    }
}
