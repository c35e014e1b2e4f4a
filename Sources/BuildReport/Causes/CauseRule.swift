/// One way in which builds fail: what tells of it, and what to do then.
package struct CauseRule: Sendable {
    /// How sure the rule is where it finds what it looks for.
    package enum Certainty: Int, Comparable, Sendable {
        /// Nothing better was found.
        case possible
        /// It fits, but something else may have gone wrong first.
        case likely
        /// What was seen leaves no doubt.
        case certain

        package static func < (lhs: Certainty, rhs: Certainty) -> Bool { lhs.rawValue < rhs.rawValue }
    }

    /// What a rule read from a build.
    package struct Finding: Sendable, Hashable {
        /// One line for the user.
        package var sentence: String
        /// What to do, where it depends on what was found.
        package var advice: [String]?

        init(_ sentence: String, advice: [String]? = nil) {
            self.sentence = sentence
            self.advice = advice
        }
    }

    /// By which programs and the documentation know it: `kernel-panic`.
    package let name: String
    /// Decides which of several findings is told.
    package let certainty: Certainty
    /// In words, for the documentation.
    package let looksFor: String
    /// What to do about it, one sentence each.
    package let advice: [String]
    /// `nil` where the build shows no such thing.
    package let find: @Sendable (RecordedBuild) -> Finding?

    init(
        _ name: String, _ certainty: Certainty, looksFor: String, advice: [String],
        find: @escaping @Sendable (RecordedBuild) -> Finding?
    ) {
        self.name = name
        self.certainty = certainty
        self.looksFor = looksFor
        self.advice = advice
        self.find = find
    }

    /// All rules; of those that are equally certain, the first that finds something counts.
    package static let all: [CauseRule] = host + boot + network + installer + connection + guest
}

/// What most likely made a build fail.
package struct LikelyCause: Sendable, Hashable {
    /// The rule's name.
    package var name: String
    /// That of the rule that found it.
    package var certainty: CauseRule.Certainty
    /// One sentence.
    package var sentence: String
    /// What to do, one sentence each.
    package var advice: [String]

    /// Asks the rules, the most certain first.
    ///
    /// - Parameter build: as it is to be shown; the sentence quotes it.
    /// - Returns: `nil` if no rule knows what happened.
    package static func find(in build: RecordedBuild, _ rules: [CauseRule] = CauseRule.all) -> LikelyCause? {
        for certainty in [CauseRule.Certainty.certain, .likely, .possible] {
            for rule in rules where rule.certainty == certainty {
                guard let finding = rule.find(build) else { continue }
                return LikelyCause(
                    name: rule.name, certainty: certainty, sentence: finding.sentence,
                    advice: finding.advice ?? rule.advice)
            }
        }
        return nil
    }
}
