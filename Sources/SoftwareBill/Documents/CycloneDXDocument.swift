import Cryptography
import HCLValues
import JSONText

/// An inventory in CycloneDX's JSON, versions 1.5 and 1.6 (ECMA-424); both have all that is used here.
struct CycloneDXDocument {
    private typealias Member = JSONValue.Member

    let inventory: SoftwareInventory
    let subject: BillSubject

    /// The document's number is made of its content, so that equal documents have equal numbers.
    var text: String {
        let writer = JSONWriter(indentation: 2)
        let content = members
        let name = writer.text(.object(content))
        // The namespace is a UUID, so there always is a name in it; SHA-1 may be missing, and then the number is.
        let number = (try? UUIDText.named(name, namespace: BillNumber.namespace)) ?? nil
        var whole = content
        if let number { whole.insert(Member("serialNumber", .string("urn:uuid:\(number)")), at: 3) }
        return writer.text(.object(whole)) + "\n"
    }

    private var members: [Member] {
        [
            Member("$schema", .string("http://cyclonedx.org/schema/bom-\(subject.cycloneDXVersion).schema.json")),
            Member("bomFormat", "CycloneDX"), Member("specVersion", .string(subject.cycloneDXVersion)),
            Member("version", 1), Member("metadata", metadata),
            Member("components", .array([systemComponent] + inventory.packages.map(component))),
            Member("dependencies", .array([dependencies])),
        ]
    }

    private var rootReference: String { "guest:\(subject.name)" }
    private var systemReference: String { "os:\(inventory.system.distribution)" }

    private var metadata: JSONValue {
        [
            "timestamp": .string(CivilTime(unixSeconds: subject.time).rfc3339),
            "tools": [
                "components": [["type": "application", "name": "ingot", "version": .string(subject.toolVersion)]]
            ],
            "component": ["type": "platform", "bom-ref": .string(rootReference), "name": .string(subject.name)],
        ]
    }

    private var systemComponent: JSONValue {
        let system = inventory.system
        var members: [Member] = [
            Member("type", "operating-system"), Member("bom-ref", .string(systemReference)),
            Member("name", .string(system.identifier)),
        ]
        if !system.version.isEmpty { members.append(Member("version", .string(system.version))) }
        return .object(members + [Member("description", .string(system.name))])
    }

    /// What a guest consists of; what its packages need of each other is not known.
    private var dependencies: JSONValue {
        let references = [systemReference] + inventory.packages.map { $0.url(on: inventory.system).text }
        return ["ref": .string(rootReference), "dependsOn": .array(references.map(JSONValue.string))]
    }

    private func component(_ package: SoftwarePackage) -> JSONValue {
        let url = package.url(on: inventory.system)
        var members: [Member] = [Member("type", "library"), Member("bom-ref", .string(url.text))]
        if let supplier = package.supplier { members.append(Member("publisher", .string(supplier))) }
        if url.type == "npm", let scope = url.namespace { members.append(Member("group", .string(scope))) }
        members += [
            Member("name", .string(url.type == "npm" ? url.name : package.name)),
            Member("version", .string(package.version)),
        ]
        if let hash = package.sha512 {
            members.append(Member("hashes", [["alg": "SHA-512", "content": .string(hash)]]))
        }
        if let licence = package.licence { members.append(Member("licenses", [choice(licence)])) }
        members.append(Member("purl", .string(url.text)))
        if let homepage = package.homepage, WebAddress.isAddress(homepage) {
            members.append(Member("externalReferences", [["type": "website", "url": .string(homepage)]]))
        }
        return .object(members + [Member("properties", properties(package))])
    }

    private func choice(_ licence: String) -> JSONValue {
        LicenceExpression.isKnown(licence)
            ? ["expression": .string(licence)] : ["license": ["name": .string(licence)]]
    }

    private func properties(_ package: SoftwarePackage) -> JSONValue {
        var values = [("ingot:package:system", package.system.rawValue), ("ingot:package:place", package.place)]
        if let architecture = package.architecture { values.append(("ingot:package:architecture", architecture)) }
        if let source = package.source { values.append(("ingot:package:source", source)) }
        return .array(values.map { ["name": .string($0.0), "value": .string($0.1)] })
    }
}
