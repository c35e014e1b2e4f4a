/// The URL with `user:password@` replaced, for messages and logs.
package func maskingCredentials(_ url: String) -> String {
    guard let place = credentials(of: url) else { return url }
    return url.replacingSubrange(place, with: "<sensitive>")
}

/// The URL without `user:password@`, for places that others compare it in.
package func removingCredentials(_ url: String) -> String {
    guard let place = credentials(of: url) else { return url }
    return url.replacingSubrange(place.lowerBound..<url.index(after: place.upperBound), with: "")
}

/// Where user and password stand in a URL (RFC 3986, section 3.2.1), without the `@` behind them.
private func credentials(of url: String) -> Range<String.Index>? {
    guard let scheme = url.firstRange(of: "://") else { return nil }
    let authority = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return authority.lastIndex(of: "@").map { scheme.upperBound..<$0 }
}

extension String {
    fileprivate func replacingSubrange(_ range: Range<Index>, with text: String) -> String {
        var copy = self
        copy.replaceSubrange(range, with: text)
        return copy
    }
}
