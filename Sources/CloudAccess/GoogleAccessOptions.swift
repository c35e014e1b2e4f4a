import BuildEvents
import ComponentAPI
import GoogleCloud
import HostOS

/// How a template says with which credentials Google Cloud is asked; the same for all components.
package struct GoogleAccessOptions: Sendable {
    private enum Keys {
        static let token = OptionKey<String>("access_token", sensitive: true, "A token; it is not renewed.")
        static let file = OptionKey<String>(
            "credentials_file", defaultText: "GOOGLE_APPLICATION_CREDENTIALS, or gcloud's",
            "The JSON of a service account or a user.")
        static let oldFile = OptionKey<String>("account_file", "The older name of credentials_file.")
        static let json = OptionKey<String>(
            "credentials_json", sensitive: true, "The same JSON itself.")
        static let impersonated = OptionKey<String>(
            "impersonate_service_account", "The address of a service account whose tokens are used instead.")
        static let scopes = OptionKey<[String]>(
            "scopes", default: [GoogleAccess.wholeScope], "What the token may be used for.")
        static let universe = OptionKey<String>(
            "universe_domain", default: "googleapis.com", "The domain of all services.")
        static let endpoints = OptionKey<[String: String]>(
            "custom_endpoints", default: [:], "Addresses of services: compute, storage, iamcredentials.")
        static let vault = OptionKey<String>(
            "vault_gcp_oauth_engine", "Refused: read the token from Vault by the function vault() instead.")
    }

    package static let declarations: [OptionDeclaration] = [
        Keys.token.declaration, Keys.file.declaration, Keys.oldFile.declaration, Keys.json.declaration,
        Keys.impersonated.declaration, Keys.scopes.declaration, Keys.universe.declaration,
        Keys.endpoints.declaration, Keys.vault.declaration,
    ]

    package let access: GoogleAccess

    /// Reads the options and complains about what cannot be, as far as local files tell.
    package init(_ reader: OptionReader, _ environment: ComponentEnvironment) {
        func text(_ key: OptionKey<String>) -> String? {
            reader.optional(key).flatMap { $0.isEmpty ? nil : $0 }
        }
        var access = GoogleAccess(environment: environment.environment, scopes: reader.value(Keys.scopes))
        let (token, json) = (text(Keys.token), text(Keys.json))
        let (file, oldFile) = (text(Keys.file), text(Keys.oldFile))
        if let token {
            access.source = .token(.init(token))
        } else if let json {
            access.source = .json(.init(json))
        } else if let path = file ?? oldFile {
            access.source = .file(path)
        }
        for secret in [token, json] { secret.map(environment.redactor.add) }
        access.impersonated = text(Keys.impersonated)
        access.universe = text(Keys.universe) ?? "googleapis.com"
        access.endpoints = reader.value(Keys.endpoints).filter { !$0.value.isEmpty }
        let redactor = environment.redactor
        access.onSecret = { redactor.add($0) }
        self.access = access

        if json != nil, file != nil || oldFile != nil {
            reader.error("Two credentials", "Give credentials_file or credentials_json, not both.", of: Keys.json)
        }
        for (key, path) in [(Keys.file, file), (Keys.oldFile, oldFile)] {
            guard let path, !HostFiles.exists(HostPath.expandingTilde(path)) else { continue }
            reader.error("File not found", "\(key.name) \"\(path)\" does not exist.", of: key)
        }
        check(reader)
    }

    private func check(_ reader: OptionReader) {
        for (service, address) in access.endpoints
        where !address.hasPrefix("http://") && !address.hasPrefix("https://") {
            reader.error(
                "Invalid endpoint", "The endpoint of \"\(service)\" must begin with http:// or https://.",
                of: Keys.endpoints)
        }
        if reader.isSet(Keys.vault) {
            reader.error(
                "Not possible",
                "vault_gcp_oauth_engine is not possible here. Read the token from Vault by the function vault() and "
                    + "give it as access_token.", of: Keys.vault)
        }
    }
}
