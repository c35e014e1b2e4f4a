import ComponentAPI

/// Names of container images: `registry.example.org:5000/team/app` and tags such as `1.0`.
enum ImageName {
    /// Whether a text can name a repository; what begins with a hyphen would be taken for an option.
    static func isRepository(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return !parts.isEmpty && text.utf8.count <= 255
            && parts.enumerated().allSatisfy { index, part in
                isWord(part, extra: index == 0 && parts.count > 1 ? "._-:[]" : "._-")
            }
    }

    /// Letters, digits, dots, underscores and hyphens, at most 128 of them.
    static func isTag(_ text: String) -> Bool {
        text.utf8.count <= 128 && isWord(text[...], extra: "._-")
    }

    private static func isWord(_ text: Substring, extra: String) -> Bool {
        guard let first = text.first, first.isASCII, first.isLetter || first.isNumber || first == "_" || first == "["
        else { return false }
        return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || extra.contains($0)) }
    }

    /// Complains of a repository or tags that are none.
    static func check(
        _ repository: (key: OptionKey<String>, value: String?), tags: (key: OptionKey<[String]>, value: [String]),
        _ reader: OptionReader
    ) {
        if let name = repository.value, !isRepository(name) {
            reader.error("Not a repository", "\"\(name)\" cannot name a repository of images.", of: repository.key)
        }
        for tag in tags.value where !isTag(tag) {
            reader.error("Not a tag", "\"\(tag)\" cannot be an image's tag.", of: tags.key)
        }
    }
}
