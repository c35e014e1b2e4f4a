/// The kinds of documents that list software.
package enum BillFormat: String, CaseIterable, Hashable, Sendable {
    case cycloneDX = "cyclonedx-json"
    case spdx = "spdx-json"

    /// The end of a file's name by which tools know the kind.
    package var fileExtension: String {
        switch self {
        case .cycloneDX: "cdx.json"
        case .spdx: "spdx.json"
        }
    }
}

/// What a document says beside the packages.
package struct BillSubject: Hashable, Sendable {
    /// What the guest is called: the build's name.
    package var name: String
    /// Seconds since 1970.
    package var time: Int
    /// This program's version.
    package var toolVersion: String
    /// `1.5` or `1.6`, for CycloneDX.
    package var cycloneDXVersion = "1.6"

    package init(name: String, time: Int, toolVersion: String) {
        self.name = name
        self.time = time
        self.toolVersion = toolVersion
    }
}

extension SoftwareInventory {
    /// The document in JSON, with a line feed at its end; the same bytes for the same inventory and subject.
    package func document(_ format: BillFormat, of subject: BillSubject) -> String {
        switch format {
        case .cycloneDX: CycloneDXDocument(inventory: self, subject: subject).text
        case .spdx: SPDXDocument(inventory: self, subject: subject).text
        }
    }
}
