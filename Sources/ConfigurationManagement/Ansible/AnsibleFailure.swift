import Diagnostics

/// Ansible that did not do its work.
struct AnsibleFailure: Error, Equatable {
    var summary: String
    /// What failed and what was seen, without a full stop.
    var detail: String
    var advice: [String] = []

    static func versionCheck(_ command: String, _ seen: String) -> AnsibleFailure {
        AnsibleFailure(
            summary: "Ansible cannot be run", detail: "Error running \"\(command) --version\": \(seen)",
            advice: ["Set skip_version_check = true to try all the same."])
    }

    static func ended(_ exit: String, _ evidence: AnsibleEvidence) -> AnsibleFailure {
        var detail = "Error executing Ansible: Non-zero exit status: \(exit)"
        if let task = evidence.task { detail += "\nIt was in \(task)" }
        for line in evidence.failures { detail += "\n\(line)" }
        return AnsibleFailure(summary: "Ansible failed", detail: detail)
    }

    static func galaxy(_ exit: String) -> AnsibleFailure {
        AnsibleFailure(
            summary: "ansible-galaxy failed", detail: "Error executing Ansible Galaxy: Non-zero exit status: \(exit)")
    }

    static func unsuitable(_ detail: String, advice: String...) -> AnsibleFailure {
        AnsibleFailure(summary: "Ansible cannot reach the machine", detail: detail, advice: advice)
    }
}

extension AnsibleFailure: DiagnosticConvertible, CustomStringConvertible {
    var description: String { detail }

    var diagnostic: Diagnostic { Diagnostic(.error, summary, detail: detail + ".", advice: advice) }
}
