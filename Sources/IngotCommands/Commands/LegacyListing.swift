import Templates

/// What a legacy template defines, laid out as `inspect` has always shown it, with facts for programs between.
struct LegacyListing {
    let outline: LegacyOutline
    let context: CommandContext

    func show() {
        context.say("Packer Inspect: JSON mode")
        if let description = outline.description {
            context.say("Description:\n")
            context.say(description + "\n")
        }
        showVariables()
        showBuilders()
        context.say("Provisioners:\n")
        if outline.provisioners.isEmpty { context.say("  <No provisioners>") }
        for type in outline.provisioners {
            context.fact("template-provisioner", type)
            context.say("  \(type)")
        }
        context.say(
            "\nNote: If your build names contain user variables or template\n"
                + "functions such as 'timestamp', these are processed at build time,\n"
                + "and therefore only show in their raw form here.")
    }

    private func showVariables() {
        if outline.required.isEmpty, outline.optional.isEmpty {
            context.say("Variables:\n")
            context.say("  <No variables>")
        }
        if !outline.required.isEmpty { context.say("Required variables:\n") }
        for name in outline.required {
            context.fact("template-variable", name, "", "1")
            context.say("  \(name)")
        }
        if !outline.required.isEmpty { context.say("") }
        if !outline.required.isEmpty || !outline.optional.isEmpty {
            context.say("Optional variables and their defaults:\n")
        }
        let width = (outline.required + outline.optional.map(\.name)).map(\.utf8.count).max() ?? 0
        for (name, value) in outline.optional {
            context.fact("template-variable", name, value, "0")
            context.say("  \(Self.padded(name, to: width)) = \(value)")
        }
        context.say("")
    }

    private func showBuilders() {
        context.say("Builders:\n")
        if outline.builders.isEmpty { context.say("  <No builders>") }
        let width = outline.builders.map(\.name.utf8.count).max() ?? 0
        for (name, type) in outline.builders {
            context.fact("template-builder", name, type)
            context.say("  \(Self.padded(name, to: width))" + (name == type ? "" : " (\(type))"))
        }
        context.say("")
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.utf8.count))
    }
}
