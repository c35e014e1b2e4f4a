import AmazonWebServices
import ComponentAPI
import HCLValues

/// The block `assume_role`.
package struct AWSRoleOption: OptionValue {
    private enum Keys {
        static let arn = OptionKey<String>(
            "role_arn", required: true, "The role: arn:aws:iam::123456789012:role/images.")
        static let session = OptionKey<String>("session_name", "The session's name in AWS's logs.")
        static let externalID = OptionKey<String>("external_id", "What the role's owner gave to know you by.")
        static let duration = OptionKey<Int>("duration_seconds", "How long its keys live, in seconds, from 900.")
        static let policy = OptionKey<String>("policy", "JSON that allows less than the role does.")
        static let policies = OptionKey<[String]>("policy_arns", "Policies that do the same.")
        static let tags = OptionKey<[String: String]>("tags", "Tags of the session.")
        static let transitive = OptionKey<[String]>("transitive_tag_keys", "Tags that roles assumed from it keep.")
    }

    private static let parts: [OptionDeclaration] = [
        Keys.arn.declaration, Keys.session.declaration, Keys.externalID.declaration, Keys.duration.declaration,
        Keys.policy.declaration, Keys.policies.declaration, Keys.tags.declaration, Keys.transitive.declaration,
    ]

    package static var optionType: OptionType { .block(parts) }

    let role: AWSRole

    package init(option value: HCLValue, render: (String) throws -> String) throws {
        role = try withoutActuallyEscaping(render) { render in
            let fields = try OptionFields(value, Self.parts, render: render)
            guard let arn = try fields.optional(Keys.arn), !arn.isEmpty else {
                throw OptionMismatch("needs a \"role_arn\".")
            }
            var role = AWSRole(arn: arn)
            role.sessionName = try fields.optional(Keys.session)
            role.externalID = try fields.optional(Keys.externalID)
            role.duration = try fields.optional(Keys.duration)
            role.policy = try fields.optional(Keys.policy)
            role.policyARNs = try fields.optional(Keys.policies) ?? []
            role.tags = try fields.optional(Keys.tags) ?? [:]
            role.transitiveTagKeys = try fields.optional(Keys.transitive) ?? []
            return role
        }
    }
}

/// The block `aws_polling`.
package struct AWSPollingOption: OptionValue {
    private static let delayKey = OptionKey<Int>("delay_seconds", "Seconds between two questions.")
    private static let attemptsKey = OptionKey<Int>(
        "max_attempts", "How often it is asked without anything having changed.")
    private static let parts = [delayKey.declaration, attemptsKey.declaration]

    package static var optionType: OptionType { .block(parts) }

    /// Seconds.
    let delay: Int?
    let attempts: Int?

    package init(option value: HCLValue, render: (String) throws -> String) throws {
        (delay, attempts) = try withoutActuallyEscaping(render) { render in
            let fields = try OptionFields(value, Self.parts, render: render)
            return (try fields.optional(Self.delayKey), try fields.optional(Self.attemptsKey))
        }
        guard delay ?? 0 >= 0, attempts ?? 1 >= 1 else {
            throw OptionMismatch("needs a \"delay_seconds\" of 0 or more and \"max_attempts\" of 1 or more.")
        }
    }
}
