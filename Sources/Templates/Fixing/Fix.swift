/// One change that brings old templates to what this version reads.
package struct Fix: Sendable {
    package var name: String
    /// A sentence for the command's help.
    package var summary: String
    /// Names of options that the fix replaces.
    var retires: Set<String> = []
    let apply: @Sendable (inout FixableTemplate) -> Void

    /// All fixes in the order in which they are made: later ones count on earlier ones.
    package static let all: [Fix] =
        checksums + timestamps + virtualBox + renamedBuilders + parallels + logins + postProcessors + amazon + docker
        + scripts + machines + lastFixes

    /// Whether some fix replaces an option of that name.
    package static func retires(_ option: String) -> Bool {
        all.contains { $0.retires.contains(option) }
    }

    init(
        _ name: String, _ summary: String, retires: Set<String> = [],
        apply: @escaping @Sendable (inout FixableTemplate) -> Void
    ) {
        self.name = name
        self.summary = summary
        self.retires = retires
        self.apply = apply
    }

    /// A fix of one builder at a time.
    static func builders(
        _ name: String, _ summary: String, retires: Set<String> = [],
        of isMeant: @escaping @Sendable (String) -> Bool = { _ in true },
        _ edit: @escaping @Sendable (inout FixableTemplate.Object) -> Void
    ) -> Fix {
        Fix(name, summary, retires: retires) { template in
            template.editBuilders { builder in
                if isMeant(builder.type) { edit(&builder) }
            }
        }
    }
}

extension FixableTemplate {
    /// The template after all fixes.
    package func fixed() -> FixableTemplate {
        var template = self
        for fix in Fix.all { fix.apply(&template) }
        return template
    }
}
