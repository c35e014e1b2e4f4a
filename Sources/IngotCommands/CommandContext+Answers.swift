import BuildEvents

extension CommandContext {
    /// Gives a result: a line for people, or `ui,say` for programs.
    func say(_ text: String) {
        guard isMachineReadable else { return output.write(text + "\n") }
        machine(.say(text))
    }

    /// Tells what went wrong, in finished paragraphs.
    func complain(_ text: String) {
        guard isMachineReadable else { return output.write(text) }
        machine(.error(text))
    }

    /// Gives a fact that only programs are told.
    func fact(_ type: String, _ fields: String...) {
        guard isMachineReadable else { return }
        machine(.machine(type: type, fields: fields))
    }

    /// Secrets were masked by whoever made the text.
    private func machine(_ kind: BuildEvent.Kind) {
        MachineReadableOutput(to: output, redactor: Redactor()).emit(BuildEvent(kind))
    }
}
