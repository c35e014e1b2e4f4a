import JSONText

/// A document that another tool made.
package struct GivenBill: Hashable, Sendable {
    /// A document that is none.
    package enum Fault: Error, Hashable, Sendable {
        case notJSON(String)
        /// Neither CycloneDX nor SPDX, or without what every such document has.
        case unknownFormat
    }

    /// What it was found to be.
    package let format: BillFormat
    /// The version of the format: `1.6`, `SPDX-2.3`.
    package let version: String
    /// How many packages it lists.
    package let packageCount: Int

    /// Looks for what tells the two formats; says nothing of whether all of it is valid.
    package init(_ bytes: [UInt8]) throws(Fault) {
        let json: JSONValue
        do {
            json = try JSONParser.parse(bytes)
        } catch {
            throw .notJSON("\(error)")
        }
        if json["bomFormat"]?.string == "CycloneDX", let version = json["specVersion"]?.string {
            format = .cycloneDX
            self.version = version
            packageCount = json["components"]?.array?.count ?? 0
        } else if let version = json["spdxVersion"]?.string, version.hasPrefix("SPDX-"),
            json["SPDXID"]?.string == "SPDXRef-DOCUMENT"
        {
            format = .spdx
            self.version = version
            packageCount = json["packages"]?.array?.count ?? 0
        } else {
            throw .unknownFormat
        }
    }
}
