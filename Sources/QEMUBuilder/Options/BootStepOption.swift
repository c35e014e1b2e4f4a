import BootCommand
import ComponentAPI
import Diagnostics
import HCLValues

/// One element of `boot_steps`: an object, or a list of a boot command and its description.
struct BootStepOption: OptionValue, Hashable {
    /// As a part of a boot command that is not rendered yet.
    var description: String?
    var command = ""
    var timeout = BootCondition.defaultTimeout
    /// In this order, before the command.
    var before: [Wait] = []
    var after: [Wait] = []

    /// A wait whose text is not rendered yet.
    enum Wait: Hashable {
        case shows(String)
        case lacks(String)
        case still(Duration)
        case serial(String)
    }

    init(command: String) { self.command = command }

    private enum Key {
        static let wait = OptionKey<String>("wait", "Waits until the screen shows this text.")
        static let waitGone = OptionKey<String>("wait_gone", "Waits until the screen does not show this text.")
        static let waitSerial = OptionKey<String>("wait_serial", "Waits until the serial port says this text.")
        static let waitStill = OptionKey<Duration>("wait_still", "Waits until the screen is still for so long.")
        static let type = OptionKey<String>("type", late: true, "What is typed then; a boot command.")
        static let expect = OptionKey<String>("expect", "What the screen must show afterwards.")
        static let expectSerial = OptionKey<String>("expect_serial", "What the serial port must say afterwards.")
        static let timeout = OptionKey<Duration>(
            "timeout", default: BootCondition.defaultTimeout, defaultText: "5m",
            "How long each of these waits may take.")
        static let description = OptionKey<String>("description", "What the build says about the step.")
    }

    static let declarations: [OptionDeclaration] = [
        Key.wait.declaration, Key.waitGone.declaration, Key.waitSerial.declaration, Key.waitStill.declaration,
        Key.type.declaration, Key.expect.declaration, Key.expectSerial.declaration, Key.timeout.declaration,
        Key.description.declaration,
    ]

    static var optionType: OptionType { .block(declarations) }

    init(option value: HCLValue, render: (String) throws -> String) throws {
        guard let attributes = value.attributeValues else {
            let texts = try [String](option: value, render: render)
            command = texts.first ?? ""
            description = texts.count > 1 ? texts[1] : nil
            return
        }
        try Self.checkNames(attributes.keys)
        func read<Value: OptionValue>(_ key: OptionKey<Value>) throws -> Value? {
            guard let value = attributes[key.name], !value.isNull else { return nil }
            do {
                return try Value(option: value, render: render)
            } catch let mismatch as OptionMismatch {
                throw OptionMismatch("has a \"\(key.name)\" that \(mismatch.message)")
            }
        }
        before = [
            try read(Key.waitSerial).map(Wait.serial), try read(Key.waitGone).map(Wait.lacks),
            try read(Key.wait).map(Wait.shows), try read(Key.waitStill).map(Wait.still),
        ].compactMap { $0 }
        after = [
            try read(Key.expectSerial).map(Wait.serial), try read(Key.expect).map(Wait.shows),
        ].compactMap { $0 }
        command = try read(Key.type) ?? ""
        description = try read(Key.description)
        timeout = try read(Key.timeout) ?? timeout
        guard timeout > .zero else { throw OptionMismatch("has a \"timeout\" that is not longer than nothing.") }
    }

    private static func checkNames(_ names: some Sequence<String>) throws {
        let known = declarations.map(\.name)
        for name in names.sorted() where !known.contains(name) {
            let hint = Suggestion.nearest(to: name, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
            throw OptionMismatch("has a step with the unknown argument \"\(name)\".\(hint)")
        }
    }
}

extension BootStepOption {
    /// The step as a boot command.
    ///
    /// - Parameter render: applied to every text of the template's.
    /// - Returns: also what is wrong with it, and what may be.
    func parsed(_ render: (String) throws -> String) throws -> (command: BootCommand, diagnostics: [Diagnostic]) {
        var (typed, diagnostics) = BootCommand.parse(try render(command))
        var steps: [[BootCommand.Step]] = []
        for waits in [before, after] {
            steps.append(
                try waits.compactMap { wait in
                    do {
                        return .await(BootCondition(try wait.subject(render), timeout: timeout))
                    } catch let error as TextPattern.Invalid {
                        diagnostics.append(
                            Diagnostic(
                                "Invalid wait in boot steps",
                                detail: "A text that a boot step waits for is none: \(error.reason)."))
                        return nil
                    }
                })
        }
        typed.steps = steps[0] + typed.steps + steps[1]
        return (typed, diagnostics)
    }
}

extension BootStepOption.Wait {
    fileprivate func subject(_ render: (String) throws -> String) throws -> BootCondition.Subject {
        switch self {
        case .shows(let text): .screenShows(try TextPattern(render(text)))
        case .lacks(let text): .screenLacks(try TextPattern(render(text)))
        case .serial(let text): .serialSays(try TextPattern(render(text)))
        case .still(let time): .screenIsStill(time)
        }
    }
}
